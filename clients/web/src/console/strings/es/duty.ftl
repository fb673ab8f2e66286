# Lo que necesita a alguien ahora, y el tablero de turnos

desk-now-title = Qué te necesita ahora
desk-now-nothing = Nada te necesita ahora
desk-now-nothing-why = Ninguna sala tiene aviso, ninguna solicitud espera, nadie ha escrito. Esta página mira por sí sola.
desk-now-links = Enlaces rotos
desk-now-rooms = Salas

desk-duty-kind-overdue = Fuera de plazo
desk-duty-kind-needs-moderator = Sin nadie
desk-duty-kind-warning = Con aviso
desk-duty-kind-closing = Por cerrar
desk-duty-kind-reminder = Recordada
desk-duty-kind-fresh = A tiempo
desk-duty-kind-leave = Ausencia
desk-duty-kind-closed = Cerrada
desk-duty-kind-none = Sin reloj
desk-to-closing = para el cierre
desk-to-find-somebody = para hallar a alguien

desk-board-closed = { $reason ->
    [unmonitored] cerrada por silencio { $when }
    [overdue] cerrada por silencio { $when }
    [no_successor] cerrada { $when }, porque no se halló quien la cuide
    [staff] cerrada por el equipo { $when }
   *[other] cerrada { $when }
  }
desk-board-closed-otherwise = cerrada
desk-board-needs-moderator = descansa, porque nadie la cuida
desk-board-away = descansa hasta { $moment }, mientras falta quien la modera
desk-board-away-otherwise = descansa mientras falta quien la modera
desk-board-no-moderator-yet = aún no ha tenido moderación
desk-board-silent = sin mensajes desde hace { $length }
desk-board-silent-warned = sin mensajes desde hace { $length }; con aviso
desk-board-wait = { $count ->
    [one] 1 espera al equipo
   *[other] { $count } esperan al equipo
  }
desk-board-staff = Esperan al equipo
desk-board-staff-aside = { $left ->
    [0] { $count }; ningún cierre más en esta hora
    [one] { $count }; el servidor puede cerrar 1 más en esta hora
   *[other] { $count }; el servidor puede cerrar { $left } más en esta hora
  }
desk-board-running = En marcha
desk-board-running-aside = { $count }, primero las de menos tiempo
desk-board-resting = De ausencia, cerradas o sin reloj
desk-board-resting-aside = { $count }
desk-board-empty = Todavía no hay salas
desk-board-empty-why = Las abren pares de apoyo y el equipo. Cada una recibe su reloj con su primera moderación.
desk-unsteady = El reloj del servidor dio un salto.
desk-unsteady-why = Ninguna sala se cierra antes de { $when }, para que un reloj equivocado no quite nada.
desk-brake-on = El freno detiene los cierres.
desk-brake-on-why = Ya se cerraron todas las salas que puede haber en una hora. Las siguientes esperan a que termine.

desk-next-nothing = Nada viene después por sí solo.
desk-next-now = { $what ->
    [reminder] Después: se recuerda a quien la modera, en la próxima revisión.
    [warning] Después: se avisa a quien la modera, en la próxima revisión.
    [overdue] Después: queda fuera de plazo, en la próxima revisión.
    [first_notice] Después: el primer aviso de cierre, en la próxima revisión.
    [last_notice] Después: el último aviso de cierre, en la próxima revisión.
    [close] Después: se cierra, en la próxima revisión.
    [rest] Después: descansa, en la próxima revisión.
    [wake] Después: se abre de nuevo, en la próxima revisión.
   *[archive] Después: sus miembros ya no pueden leerla, en la próxima revisión.
  }
desk-next-then = { $what ->
    [reminder] Después: se recuerda a quien la modera, { $moment }.
    [warning] Después: se avisa a quien la modera, { $moment }.
    [overdue] Después: queda fuera de plazo, { $moment }.
    [first_notice] Después: el primer aviso de cierre, { $moment }.
    [last_notice] Después: el último aviso de cierre, { $moment }.
    [close] Después: se cierra, { $moment }.
    [rest] Después: descansa, { $moment }.
    [wake] Después: se abre de nuevo, { $moment }.
   *[archive] Después: sus miembros ya no pueden leerla, { $moment }.
  }
desk-closes-earliest = Primer cierre posible si nadie escribe: { $moment }.
desk-close-now = Cerrarla ahora
desk-close-question = ¿Cerrar { $room } ahora?
desk-close-changes = Nadie puede escribir en ella y sale de la lista de salas. Quien la modera sabrá por qué.
desk-close-stays = Sus miembros la leen 30 días. Su equipo puede abrirla de nuevo si acepta el turno.
desk-close-act = Cerrar { $room }
desk-room-closed-now = { $room } está cerrada.
desk-open-again = Abrirla de nuevo
desk-open-question = ¿Abrir { $room } de nuevo?
desk-open-changes = Sus miembros pueden escribir, vuelve a la lista y su reloj empieza de nuevo.
desk-open-stays = Lo que se escribió, quién está en ella y quién la cuida.
desk-open-act = Abrir { $room }
desk-room-opened-again = { $room } está abierta de nuevo.
desk-open-the-room = Abrir la sala
desk-its-people = Su gente
desk-appoint = Nombrar
desk-appoint-label = Nombrar a quien la modere, por su alias
desk-appoint-overtaken = No se nombró a { $alias }.
desk-appoint-overtaken-why = La sala se cerró mientras escribías.
desk-keeper-appointed = { $alias } cuida ahora { $room }.
desk-leaves-planned = Ausencias
desk-leave-line = { $alias } falta desde { $from } hasta { $until }.
desk-relief-none = Nadie la releva.
desk-relief-asked = Se pidió relevo a { $alias }.
desk-relief-accepted = { $alias } hace el relevo.
desk-relief-declined = { $alias } no puede hacer el relevo.
desk-what-happened = Qué pasó
desk-nothing-happened = El reloj aún no ha avisado a nadie.
desk-stage-reminder = Recordatorio a quien la modera
desk-stage-warning = Aviso a quien la modera
desk-stage-overdue = Fuera de plazo; el equipo lo sabe
desk-stage-first-notice = Primer aviso de cierre
desk-stage-last-notice = Último aviso de cierre
desk-stage-closed = Cerrada

desk-ahead-heading = Las próximas 48 horas
desk-ahead-if-nobody = si nadie hace nada
desk-ahead-sum = { $closing ->
    [0] Ninguna sala se cierra.
    [one] 1 sala se cierra.
   *[other] { $closing } salas se cierran.
  } { $overdue ->
    [0] Ninguna queda fuera de plazo,
    [one] 1 queda fuera de plazo,
   *[other] { $overdue } quedan fuera de plazo,
  } { $warning ->
    [0] ninguna recibe aviso.
    [one] 1 recibe aviso.
   *[other] { $warning } reciben aviso.
  } { $roles ->
    [0] {""}
    [one] Termina 1 función.
   *[other] Terminan { $roles } funciones.
  }
desk-ahead-picture = Línea de 48 horas: { $closing } cierres, { $overdue } quedan fuera de plazo, { $warning } avisos, { $told } recordatorios y avisos de cierre, { $roles } funciones que terminan. La tabla tiene cada uno con su hora.
desk-ahead-now = ahora
desk-ahead-nothing = Nada sucede por sí solo.
desk-ahead-more = Hay más de lo que se muestra aquí.
desk-lane-closing = Se cierran
desk-lane-due = Aviso, plazo
desk-lane-told = Recordatorios
desk-lane-room = Descanso, apertura
desk-lane-role = Funciones que terminan
desk-lane-away = De ausencia
desk-held-by-brake = detenida por el freno
desk-col-when = Cuándo
desk-col-room = Sala o persona
desk-col-what = Qué sucede
desk-ahead-reminder = Se recuerda a quien la modera
desk-ahead-warning = Se avisa a quien la modera
desk-ahead-overdue = Queda fuera de plazo
desk-ahead-first-notice = Primer aviso de cierre
desk-ahead-last-notice = Último aviso de cierre
desk-ahead-put-off = Se aplaza lo que sigue, porque su aviso no llegó a nadie que la modere
desk-ahead-role-lapsed = La función termina: falta un certificado válido
desk-ahead-role-paused = La función queda en pausa: falta aceptar el acuerdo
desk-ahead-close = { $reason ->
    [no_successor] Se cierra, porque nadie la cuida
   *[other] Se cierra por silencio
  }
desk-ahead-rest = { $reason ->
    [leave] Descansa, mientras falta quien la modera
   *[other] Descansa, porque nadie la cuida
  }
desk-ahead-wake = Se abre de nuevo
desk-ahead-archive = Sus miembros ya no pueden leerla
desk-ahead-leave-begins = { $alias } empieza su ausencia
desk-ahead-leave-ends = { $alias } vuelve
