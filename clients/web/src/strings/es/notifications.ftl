# What somebody is told in the app

told-unread = { $count ->
    [one] Hay algo nuevo.
   *[other] Hay { $count } cosas nuevas.
  }
told-all-read = Ya leíste todo.
told-none = Nada por ahora
told-none-why = Aquí está lo que conviene que sepas de tus salas y de tu función, y nada más.
told-new = nuevo
told-read = Marcar como leído
told-read-all = Marcar todo como leído
told-unmarked = Esto no se pudo marcar como leído.
told-unmarked-why = Por ahora sigue como nuevo, y se marcará cuando esta lista se abra de nuevo.
told-older = Mostrar anteriores
told-settings = Qué te avisamos
told-newer = Algo que esta página todavía no conoce. Cárgala de nuevo.
told-a-room = una sala
told-soon = pronto

told-duty-reminder = Hace un tiempo que nadie que modere { $room } escribe. { $by ->
    [none] Unas palabras bastan para mantenerla abierta.
   *[other] Unas palabras antes de { $by } la mantienen abierta, sin aviso formal.
  }
told-duty-warning = Aviso formal: demasiado tiempo sin mensajes de moderación en { $room }. { $by ->
    [none] Si nadie escribe podría cerrarse, a más tardar { $moment }.
   *[other] Escribe antes de { $by } o podría cerrarse.
  }
told-duty-overdue = { $room } ya pasó su plazo. Nadie que la modere ha escrito allí desde el aviso.
told-duty-first-notice = { $room } se cierra { $moment }, salvo que escriba alguien que la cuide.
told-duty-last-notice = Último aviso: { $room } se cierra { $moment }, salvo que escriba alguien que la cuide.
told-room-closed = { $room } se cerró. Quienes la cuidan pueden abrirla de nuevo por un tiempo.
told-room-needs-moderator = Ahora nadie cuida { $room }. Descansa hasta que llegue alguien, o { $moment }.
told-closures-held = Muchas salas iban a cerrarse a la vez, así que el servidor te espera.
told-relief-asked = Alguien te pide cubrir { $room } mientras no está.
told-relief-accepted = Alguien cubre { $room } por ti.
told-relief-declined = Nadie cubre { $room } por ti todavía. Puedes preguntar a otra persona.
told-certificate-reminder = Tu certificado vence { $moment }. Envía el nuevo antes y nada se detiene.
told-certificate-missing = Todavía no tenemos un certificado tuyo. Envíalo para que nada se detenga. Plazo: { $moment }.
told-certificate-verified = Tu certificado está verificado.
told-certificate-revision = Alguien miró tu certificado y pide un cambio.
told-certificate-rejected = Tu certificado no fue aceptado. Puedes pedirlo otra vez más adelante: { $moment }.
told-agreement-due = El acuerdo de apoyo entre pares tiene una versión nueva. Léela y acéptala. Plazo: { $moment }.
told-role-lapsed = Tu función queda en pausa porque el certificado venció. Conservas tu cuenta y tus salas. Uno nuevo la devuelve.
told-role-paused = Tu función queda en pausa hasta que aceptes el acuerdo. Conservas tu cuenta y tus salas.
told-role-suspended = El equipo puso tu función en pausa. Puedes leer por qué y responder.
told-role-revoked = El equipo terminó tu función. Puedes leer por qué y responder.
told-role-restored = Tu función está de vuelta. Puedes cuidar salas otra vez.
told-certificate-submitted = Un certificado espera que alguien lo mire.
told-certificate-check-due = A un certificado le toca su revisión anual.
told-lapses-held = Muchas funciones iban a vencer a la vez, así que el servidor te espera.
told-duty-unreached = Un aviso sobre { $room } no llegó a nadie que la cuide. Lo que sigue espera un día más.
told-contact-answered = El equipo respondió a lo que escribiste.
told-contact-received = Alguien escribió al equipo.
told-link-broken = Un enlace de nuestros textos no funciona.

# By which ways one is told, quiet hours, push

settings-notify = Qué te avisamos
notify-why = Elige por dónde te enteras de qué. La lista está detrás de la campana.
notify-what = De qué trata
notify-group-rooms = Salas que cuidas
notify-group-role = Tu función y tu certificado
notify-group-staff = Trabajo del equipo
notify-group-all = Otras cosas
notify-always = siempre activado
notify-always-why = Lo que podría costar una sala está siempre en la lista, y siempre va por correo si hay una dirección.
notify-no-mail = No tienes dirección de correo aquí, así que nada va por correo.
way-in-app = Lista
way-mail = Correo
way-push = Push
kind-duty-reminder = Una sala espera un mensaje
kind-duty-warning = Aviso formal de una sala
kind-duty-overdue = Una sala pasó su plazo
kind-duty-first-notice = Se acerca el cierre de una sala
kind-duty-last-notice = Último aviso antes de un cierre
kind-room-closed = Una sala se cerró
kind-room-needs-moderator = Nadie cuida una sala
kind-closures-held = Muchos cierres a la vez esperan
kind-relief-asked = Alguien te pide relevo
kind-relief-accepted = Alguien te releva
kind-relief-declined = Nadie te cubre todavía
kind-certificate-reminder = Tu certificado vence pronto
kind-certificate-missing = Falta tu certificado
kind-certificate-verified = Tu certificado está verificado
kind-certificate-revision = Tu certificado necesita un cambio
kind-certificate-rejected = Tu certificado no fue aceptado
kind-agreement-due = El acuerdo tiene una versión nueva
kind-role-lapsed = Tu función está en pausa: certificado
kind-role-paused = Tu función está en pausa: acuerdo
kind-role-suspended = El equipo puso tu función en pausa
kind-role-revoked = El equipo terminó tu función
kind-role-restored = Tu función está de vuelta
kind-certificate-submitted = Se entregó un certificado
kind-certificate-check-due = Toca una revisión anual
kind-lapses-held = Muchos vencimientos a la vez esperan
kind-duty-unreached = Un aviso no llegó a nadie
kind-contact-answered = El equipo te respondió
kind-contact-received = Alguien escribió al equipo
kind-link-broken = Un enlace no funciona
quiet = Horas de silencio
quiet-none = Ninguna. El correo y los avisos push pueden llegar a cualquier hora.
quiet-now = De { $from } a { $until } ({ $zone }) el correo y los avisos push esperan. Lo urgente llega igual.
quiet-from = Desde
quiet-until = Hasta
quiet-wrong = Pon dos horas distintas.
quiet-end = Sin horas de silencio
push = Push en este dispositivo
push-none = Este servidor no envía avisos push.
push-unsupported = Este navegador no puede mostrarlos. En un iPhone, agrega antes la página a la pantalla de inicio.
push-denied = El navegador no lo permite. Puedes cambiarlo en sus ajustes para este sitio.
push-is-on = Este dispositivo avisa.
push-is-off = Este dispositivo no avisa.
push-words = Lo que muestra no nombra a nadie ni a ninguna sala. En modo discreto tampoco nombra este lugar.
push-turn-on = Avisar en este dispositivo
push-turn-off = No avisar aquí
push-on = Este dispositivo avisa desde ahora.
push-off = Este dispositivo queda en silencio.
push-since = Avisa desde el { $date }
push-stop = Quitar
supporter-certificate = Certificado y función
supporter-invite = Apoyo entre pares
supporter-invite-why = ¿Has pasado por algo así y tienes un certificado de apoyo entre pares? Entonces puedes cuidar salas aquí.

# El enlace al pie de un correo

stop-mail-title = ¿Dejar de recibir estos correos?
stop-mail-lead = No recibirás más correos de este tipo. Puedes volver a activarlos en los ajustes.
stop-mail-do = No recibir más
stop-mail-done = Ya no recibirás estos correos.
stop-mail-stays = La lista de la campana sigue mostrando lo que pasa. Los correos sobre una sala que se cierra llegan siempre, para que nadie la pierda sin saberlo.
stop-mail-no-token = El enlace no está completo. Cópialo entero del correo.
