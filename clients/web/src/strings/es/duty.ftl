# The duty clock, leave and relief

keep-list = Salas que cuido, las más próximas primero
keep-open = Abrir sala
keep-read = Leerla
keep-ring = Un anillo lleno son { $whole }. En la marca recibes un recordatorio.

# What the page says first
keep-says-needs = { $room } necesita un mensaje tuyo.
keep-says-needs-many = { $count } salas necesitan un mensaje tuyo.
keep-says-over = { $room } ya pasó su plazo.
keep-says-closing = { $room } se cierra { $when }, salvo que alguien escriba.
keep-says-due = A { $room } le toca un mensaje { $when }.
keep-says-due-many = A { $count } salas les toca pronto un mensaje.
keep-says-fine = { $count ->
    [one] Tu sala está bien.
   *[other] Tus salas están bien.
  }
keep-says-away = Estás de ausencia.
keep-says-closed = { $room } está cerrada.
keep-says-none = Todavía no cuidas ninguna sala.
keep-says-next = { $room } es la primera, { $when }.
keep-says-others = { $count ->
    [one] La otra está bien.
   *[other] Las otras { $count } están bien.
  }
keep-empty = Aquí están las salas que cuidas
keep-empty-why = Cada una muestra el tiempo que queda hasta que necesite un mensaje. Abre una, o espera a que el equipo te pida cuidar otra.

# One room
keep-next-due = Próximo mensaje: { $moment }
keep-post-before = Escribe { $before }
keep-over-since = Fuera de plazo desde { $moment }
keep-closes = Se cierra { $when }
keep-waits-until = Espera moderación hasta { $moment }
keep-covered = { $alias } te releva hasta { $moment }
keep-rests = Descansa hasta { $moment }
keep-closed-since = Cerrada { $when }
keep-no-clock = No corre ningún reloj
keep-you-wrote = Escribiste aquí { $when }.
keep-you-wrote-never = Todavía no has escrito aquí.
keep-also = { $more ->
    [0] { $alias } también la cuida.
    [one] { $alias } y una persona más también la cuidan.
   *[other] { $alias } y { $more } personas más también la cuidan.
  }
keep-alone = La cuidas a solas.
keep-at-rest = La sala descansa; ábrela para escribir.
keep-warned = Aviso formal, enviado a ti:
keep-warned-with = { $more ->
    [0] Aviso formal, enviado a ti y a { $alias }:
   *[other] Aviso formal, enviado a ti, a { $alias } y a { $more } más:
  }
keep-warned-why = { $length } sin mensajes. Después la sala podría cerrarse. Cualquier mensaje de verdad termina con esto.
keep-over-why = Puede cerrarse en cualquier momento, a más tardar { $when }. Si no puedes escribir, planea una ausencia y pide relevo.
keep-closes-why = Sin mensajes desde { $moment }. Cualquier mensaje de verdad termina con esto.
keep-waits-why = Nadie con la certificación al día la cuida, así que descansa. Si nadie llega, se cierra.
keep-covered-why = Sus mensajes cuentan para la sala. Vuelves { $when }.
keep-rests-why = Se puede leer, nadie escribe y el reloj está detenido.
keep-reopen-until = Puedes abrirla de nuevo hasta { $moment }. Sus miembros y lo que escribieron siguen ahí.
keep-reopen-not = Solo el equipo puede abrirla de nuevo. Sus miembros pueden leerla un tiempo.
keep-no-clock-why = Empieza cuando alguien con la certificación al día cuida la sala.

reopen = Abrirla de nuevo
reopen-question = ¿Abrir { $room } de nuevo?
reopen-changes = Asumes otra vez su cuidado: un mensaje antes de que su anillo se acabe, tuyo o de quien la cuida contigo.
reopen-changes-group = Asumes otra vez su cuidado: quien la cuida escribe de vez en cuando.
reopen-stays = Sus miembros, sus normas y todo lo escrito vuelven como estaban. Si pronto se cierra otra vez por silencio, tendrá que abrirla el equipo.
reopen-accept = Asumir el cuidado y abrirla
reopened = { $room } está abierta de nuevo.

counts-link = Qué cuenta como mensaje
counts-title = Qué cuenta como mensaje
counts-yes = Esto pone el reloj de nuevo en marcha
counts-message = Un mensaje que escribes en la sala, por corto que sea.
counts-anybody = Uno de cualquier otra persona que la cuide contigo.
counts-relief = Uno de tu relevo, mientras te reemplaza.
counts-no = Esto no
counts-not-reading = Abrir la sala, leerla o escribir sin enviar.
counts-not-reaction = Reacciones, borrados y cambios en un mensaje viejo.
counts-not-edit = Mensajes automáticos.
counts-not-repeat = Las mismas palabras de uno de tus últimos tres mensajes.

leave-plan = Planear ausencia
leave-plan-title = ¿Cuándo no vas a estar?
leave-plan-do = Planear esta ausencia
leave-change = Cambiar ausencia
leave-change-title = ¿Cambiar tu ausencia de { $room }?
leave-save = Guardar el cambio
leave-room = Ausencia de
leave-from = Desde
leave-from-hint = Vacío quiere decir desde ahora.
leave-until = Vuelvo el
leave-until-wrong = Di cuándo vuelves: después del comienzo y en el futuro.
leave-too-long = Sin relevo, la ausencia dura a lo más { $days } días. Con alguien que te releve, { $more }.
leave-too-long-relief = La ausencia dura a lo más { $days } días. Para más tiempo, pide al equipo otra persona.
leave-relief = Quién te releva
leave-relief-hint = El alias de una persona que da apoyo. Le preguntamos, y puede decir que no.
leave-with = Preguntamos a { $alias }. Si acepta, sus mensajes cuentan y la sala sigue abierta, hasta { $days } días. Mientras tanto es ausencia sin relevo, hasta { $alone } días.
leave-asked-anew = Preguntamos otra vez a { $alias } por las nuevas fechas.
leave-without = Sin relevo la sala descansa: se puede leer, nadie escribe y su reloj se detiene. A lo más { $days } días.
leave-without-others = Si otras personas la cuidan contigo, sigue abierta y su reloj sigue.
leave-one = Varias ausencias cuentan como una sola hasta que alguien que modere escriba en la sala entre ellas. Así que, después de una, escribe allí antes de planear la siguiente.
leave-planned = Planeada. Vuelves { $when }.
leave-planned-asked = Planeada. Preguntamos a { $alias }.
leave-back-now = Ya volví
leave-not-going = No me voy
leave-ended = Qué bueno tenerte de vuelta. El reloj empieza de nuevo.
leave-cancelled = La ausencia queda anulada.
away-title = Ausencias
away-none = Planéalas y nadie te espera. Alguien puede relevarte, o la sala descansa.
away-span = Desde { $from } hasta { $until }.
away-none-state = Nadie te releva.
away-asked = { $alias } todavía no responde.
away-accepted = { $alias } te releva.
away-declined = { $alias } no puede.

relief-asks = { $alias } pide relevo
relief-covers = Relevas a { $alias }
relief-span = { $room }, desde { $from } hasta { $until }.
relief-why = Si aceptas, tus mensajes ahí cuentan y su reloj aparece aquí.
relief-yours = En ese tiempo su reloj aparece aquí y tus mensajes cuentan.
relief-yes = Sí, me encargo
relief-no = Esta vez no
relief-step-back = Dejar el relevo
relief-said-yes = Gracias. Avisamos a { $alias }.
relief-said-no = Avisamos a { $alias }. Puede preguntar a otra persona.
relief-stepped-back = Ya no relevas. Avisamos a { $alias }.
