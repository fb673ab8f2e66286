# La página de una sala

you = Tú
you-tile = Tú
keeps-this-room = cuida esta sala
guidelines = Normas
all-guidelines = Todas las normas, versión { $version }
log-label = Mensajes en { $room }
log-older = Los mensajes anteriores llegan al subir.
log-start = Aquí empieza la conversación.
loading-room = Trayendo los mensajes. Tarda más de lo normal.
try-again = Intentar otra vez
new-since = Nuevo desde las { $time }
new-here = Nuevo
new-below = { $count ->
    [one] { $count } nuevo
   *[other] { $count } nuevos
  }
to-newest = A lo más nuevo

start-room = { $room } está en silencio
start-first-lines = La primera línea no tiene que ser buena. Puede servir una de estas:
first-line-1 = Hola. Estoy aquí, leyendo.
first-line-2 = ¿Cómo va la noche, en una palabra?
first-line-3 = Algo pequeño que hoy salió bien:
start-direct = Aquí pueden hablar tú y { $alias }
start-direct-why = Solo lo leen ustedes. Nadie lo modera, así que las normas y Ayuda ya van contigo.
talk-dormant-bold = Hace un tiempo que aquí hay silencio.
talk-dormant-why = Nada se cerró. Cuando cualquiera de ustedes escriba, sigue.

reply = Responder
reply-to = a
reply-folded = plegado para ti
reply-blocked = alguien a quien bloqueaste
reply-gone = un mensaje que ya no está
react = Reaccionar
acts = Acciones del mensaje
more = Más: reaccionar, copiar, silenciar
more-actions = Acciones para este mensaje de { $alias }
edited = editado
folded = plegado
fold-show = Mostrar
fold-hide = Ocultar
fold-about = Sobre { $note }
fold-note = nota de quien escribe
fold-word = Plegado
fold-word-why = contiene tu palabra silenciada «{ $word }»
fold-person = Plegado
fold-person-why = de alguien a quien silenciaste

reaction-with-you = Contigo
reaction-same-here = A mí también
reaction-thank-you = Gracias
reaction-thinking-of-you = Pienso en ti

gone-label = Un mensaje que ya no está
gone-own = Retiraste este mensaje a las { $time }.
gone-deleted = { $alias } retiró este mensaje a las { $time }.
gone-removed = Moderación retiró este mensaje a las { $time }.
gone-hidden = Moderación ocultó este mensaje por ahora.
gone-why = Qué significa esto

state-sending = Enviando. Hasta entonces está seguro en este dispositivo.
state-offline = Espera la conexión. Se envía solo.
state-refused = No se envió. Tu texto está aquí.
state-held = Alguien que modera lo verá antes. Solo tú puedes verlo.
state-sent = Enviado
state-retry = Enviar otra vez
state-change = Cambiarlo
state-discard = Descartarlo
state-take-back = Retirarlo

say-message = { $alias }: { $body }
say-note = { $alias }: { $note }, plegado
say-folded = { $alias }: un mensaje plegado
say-reacted = { $reaction }, agregado
say-unreacted = { $reaction }, retirado

sheet-title = { $alias }, { $time }
copy = Copiar el texto
copied = Texto copiado.
edit = Cambiarlo
delete = Retirarlo
mute = Plegar lo que escribe { $alias }
unmute = Mostrar lo que escribe { $alias }
muted = Lo que escribe { $alias } queda plegado para ti. No se entera.
unmuted = Vuelves a ver lo que escribe { $alias }.
block = Bloquear a { $alias }
blocked = Bloqueaste a { $alias }. Ya no ves lo que escribe.
mute-or-block = Plegar es solo para ti. Bloquear también impide que te pida conversar a solas.
connect = Pedirle a { $alias } conversar a solas
connect-asked = Se lo pedimos a { $alias }. Cuando acepte, la conversación estará en De dos en dos.

delete-title = ¿Retirar este mensaje?
delete-what = Desaparece para todas las personas de inmediato. Las respuestas se quedan.
delete-keep = Dejarlo
delete-do = Retirarlo

write-to-room = Escribir en { $room }
write-to-person = Escribirle a { $alias }
send = Enviar
save = Guardar
content-note = Nota de contenido
note-label = Trata de
note-example = una estancia en el hospital
note-without = Sin nota de contenido
draft-kept = Borrador guardado
draft-kept-here = Borrador guardado en este dispositivo
enter-sends = Intro envía, Mayús e Intro baja de línea
count = { $length } de { $most } caracteres
slow-wait = { $seconds ->
    [one] Esta sala va despacio. Podrás enviar en un segundo.
   *[other] Esta sala va despacio. Podrás enviar en { $seconds } segundos.
  }
aim-edit = Estás cambiando tu mensaje
aim-reply = Respuesta a
aim-cancel = Dejar eso
mention-label = Personas que nombrar
mention-found = { $count ->
    [one] Hay una persona. Intro la nombra.
   *[other] Hay { $count } personas. Elige con las flechas y nombra con Intro.
  }
typing = { $more ->
    [0] { $alias } está escribiendo
    [one] { $alias } y otra persona están escribiendo
   *[other] { $alias } y { $more } personas más están escribiendo
  }

banner-refused = Un mensaje no se envió.
banner-held = { $count ->
    [one] Un mensaje espera a quien modera.
   *[other] { $count } mensajes esperan a quien modera.
  }
banner-held-why = Suele tardar 10 minutos. Hasta entonces solo tú lo ves.
banner-offline = Sin conexión desde las { $time }.
banner-offline-why = Lo que escribas queda aquí y se envía solo.
banner-try-now = Intentar ahora
read-only-bold = Esta sala descansa.
read-only-why = Puedes leer; se podrá escribir cuando quienes moderan la abran.
closed-bold = Esta sala está cerrada.
closed-why = No hiciste nada mal y puedes leerla por un tiempo.
other-rooms = Hay otras salas abiertas
rules-changed = Las normas cambiaron.
rules-changed-why = Puedes seguir leyendo; para escribir, mira antes las nuevas.
rules-changed-way = Leer lo nuevo

join-reading = Estás mirando.
join-reading-why = Nadie ve que miras. Para escribir, únete a la sala.
join-read-and-join = Leer las normas y unirme
join-title = ¿Unirte a { $room }?
join-in-full = Qué significa cada una
join-means = Unirte es aceptar cumplirlas. Puedes irte cuando quieras.
join-loading = Trayendo las normas.
join-not-yet = Todavía no
join-do = Unirme a la sala
group-why = Es un grupo privado: quienes moderan dejan entrar. Ven tu alias y nada más.
group-ask = Pedir entrar
group-asked = Pediste entrar.
group-asked-why = Responde alguien que modera, normalmente en un día. Te avisamos aquí.
group-invited = { $alias } te invita. Unirte es aceptar cumplir las normas.
group-enter = Unirme al grupo
outside-title = No puedes abrir esta sala

about-room = Sobre esta sala
about-keepers = Quién cuida esta sala
about-rules = Normas en breve
about-present = { $count ->
    [one] Una persona tiene abierta esta sala.
   *[other] { $count } personas tienen abierta esta sala.
  }
about-settings = Cambiar la sala
about-people = Personas y solicitudes
leave = Dejar esta sala
leave-direct = Dejar esta conversación
leave-title = ¿Dejar { $room }?
leave-what = La sala sale de tu lista. Lo que escribiste se queda y puedes volver a unirte.
leave-what-private = Sale de tu lista. Lo que escribiste se queda. Para volver hay que pedirlo de nuevo.
leave-stay = Quedarme
leave-do = Dejarla
leave-done = Dejaste { $room }.
crisis-greeting = Me vendría bien hablar con alguien ahora.

closed-on = Cerrada: { $day }
closed-why-unmonitored = Hacía mucho que nadie de quienes cuidan esta sala escribía aquí, así que la cerramos. Una sala sin nadie que la cuide no sería justa para ti.
closed-why-overdue = Quienes cuidan esta sala no volvieron a tiempo, así que se cerró. Una sala sin nadie que la cuide no sería justa para ti.
closed-why-unreached = No pudimos avisar a quienes cuidan esta sala, así que se cerró. Una sala sin nadie que la cuide no sería justa para ti.
closed-why-no-successor = No encontramos a nadie que cuidara esta sala, así que la cerramos. Una sala sin nadie que la cuide no sería justa para ti.
closed-why-needs-moderator = Ahora nadie cuida esta sala.
closed-why-leave = Quienes cuidan esta sala no están.
closed-why-staff = Quienes llevan este lugar cerraron esta sala.
closed-why-plain = Esta sala se cerró.
closed-not-you = No hiciste nada malo, y nada de lo que escribiste se pierde. Puedes leer todo aquí hasta el { $date }.
closed-not-you-plain = No hiciste nada malo, y nada de lo que escribiste se pierde. Puedes leer todo aquí unos 30 días.
closed-may-open = Si quienes la cuidan vuelven antes, se abre otra vez como estaba.
closed-read = Leer la sala
closed-near = Salas abiertas parecidas
closed-tonight = No necesitas una sala para hablar con alguien.
needs-moderator-bold = Ahora mismo nadie cuida esta sala.
needs-moderator-why = Puedes leer. Buscamos a alguien que la cuide.
needs-moderator-until = Puedes leer. Buscamos a alguien que la cuide, hasta { $moment }.
read-only-until = Esta sala descansa hasta { $moment }.
read-only-leave = Quienes la cuidan no están. Puedes leer, y escribir vuelve por sí solo.
expect = Di cuándo vuelves
expect-title = ¿Cuándo vuelves por aquí?
expect-why = Se ve junto a tu nombre en la sala, hasta que llegues o pase la hora.
expect-own = Otra hora
expect-say = Decirlo
expect-nothing = No decir nada
expect-future = Di una hora que aún no haya pasado.
expect-said = Se ve: llegas { $moment }.
expect-gone = Ya no se dice nada.
room-duty-left = { $left }. Próximo mensaje: { $moment }.
room-duty-over = { $left }. La sala puede cerrarse en cualquier momento.
room-duty-closing = { $left } hasta que se cierre la sala: { $moment }.
