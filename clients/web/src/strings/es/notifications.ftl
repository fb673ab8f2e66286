# What somebody is told in the app

notifications = Avisos
notifications-count = { $count ->
    [0] Avisos
    [one] Avisos, 1 sin leer
   *[other] Avisos, { $count } sin leer
  }
told-unread = { $count ->
    [one] Hay algo nuevo.
   *[other] Hay { $count } cosas nuevas.
  }
told-all-read = Ya leíste todo.
told-none = Nada por ahora
told-none-why = Aquí está lo que conviene que sepas de tus salas y de tu función, y nada más.
told-new = nuevo
told-read = Marcar como leído
told-read-all = Marcar estos como leídos
told-older = Mostrar anteriores
told-settings = Qué te avisamos
told-newer = Algo que esta página todavía no conoce. Cárgala de nuevo.
told-a-room = una sala
told-soon = pronto

told-duty-reminder = Hace un tiempo que nadie que modere { $room } escribe. Unas palabras antes de que llegue su hora, { $moment }, la mantienen como está.
told-duty-warning = Aviso formal: demasiado tiempo sin mensajes de moderación en { $room }. Su plazo: { $moment }. Después podría cerrarse.
told-duty-overdue = { $room } ya pasó su plazo. Quienes la moderan no respondieron al aviso.
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
