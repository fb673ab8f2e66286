# Compartidas por todas las páginas. Tú, español neutro de América Latina, sin marcar género donde se pueda.

skip = Ir al contenido
back = Volver
undo = Deshacer
exit = Salir
quick-exit = Salida rápida
quick-exit-how = Te lleva a otro sitio. Escape tres veces hace lo mismo
help-now = Ayuda ahora
title-discreet = Notas
toasts = Avisos breves
unread = sin leer
you-mark = tú
named-you = alguien escribió tu nombre
new-messages = { $count } mensajes nuevos

nav-main = Principal
nav-side = Principal y tus salas
nav-find = Buscar salas
nav-new-room = Abrir una sala
nav-settings = Tú y ajustes
tab-find = Buscar
tab-rooms = Salas
tab-you = Tú
one-to-one = De dos en dos
your-rooms = Tus salas
your-rooms-empty = Aquí aparecen las salas a las que te unes.
asks-to-connect = Quiere conversar
go-to-title = ¿Adónde?
go-to-label = Una sala o página. Intro abre la primera.
go-to-none = Nada se llama así.
rooms-choose = Elige una sala
rooms-choose-why = Tus salas están en la lista de al lado. O busca otra.

link-up-to-date = Al día
link-degraded = Al día, aunque algunas partes van lentas
link-catching-up = Poniéndose al día
link-connecting = Conectando
link-offline = Sin conexión. Lo que escribas se envía solo

start-slow = Abriendo. Tarda más de lo que debería.
start-unreachable = Ahora no podemos llegar a Alongside.
start-unreachable-why = Lo seguimos intentando. La ayuda funciona sin nosotros.
unknown-title = Aquí no hay ninguna página
unknown-why = Puede que la dirección sea vieja o le falte una letra.
unknown-way = Ir al inicio

keeper-here = { $more ->
    [0] { $alias } está aquí
    [one] { $alias } y una persona más que modera están aquí
   *[other] { $alias } y { $more } personas más que moderan están aquí
  }
keeper-you-here = Estás aquí
keeper-was-here = Estuvo aquí { $ago }
keeper-unseen = Sin conexión no se sabe
keeper-not-now = Nadie que modere está aquí ahora
keeper-none = Aún no hay quien modere
room-closed = Cerrada
room-read-only = Por ahora solo lectura
talk-dormant = En silencio desde hace un tiempo
when-today = hoy a las { $clock }
when-tomorrow = mañana a las { $clock }
when-yesterday = ayer a las { $clock }
when-weekday = el { $weekday } a las { $clock }
when-date = el { $date } a las { $clock }
moment-today = hoy a las { $clock }
moment-tomorrow = mañana a las { $clock }
moment-yesterday = ayer a las { $clock }
moment-weekday = el { $weekday } a las { $clock }
moment-date = el { $date } a las { $clock }
before-moment = antes de { $moment }
ago-now = hace un momento
ago-minutes = hace { $count } min
ago-hours = hace { $count } h
ago-days = { $count ->
    [one] hace un día
   *[other] hace { $count } días
  }

crisis-title = Puedes hablar con alguien ahora mismo.
crisis-988-about = Gratis, de día y de noche, en Estados Unidos. No hace falta estar en el peor momento para llamar.
crisis-call = Llamar al { $number }
crisis-text = Texto al { $number }
crisis-chat = Chat en línea
crisis-press = En español: oprime 2. Veteranos: oprime 1.
crisis-emergency = Si hay una vida en peligro ahora, llama al
crisis-ask = Pedirle a { $alias } que hable conmigo
crisis-asked = Se lo pedimos a { $alias }. Cuando acepte, la conversación estará en De dos en dos.
crisis-more = Otras líneas, por necesidad e idioma
crisis-elsewhere = Estoy en otro país
crisis-country = País
crisis-not-us = Alongside son personas que han pasado por esto. No somos un servicio de crisis y no llamamos a nadie por ti.
crisis-checked = Números revisados el { $date }.

refusal-offline = No pudimos llegar a Alongside. Intenta de nuevo en un momento.
refusal-closed = La conexión se cerró. Vuelve a cargar la página.
refusal-own-fault = Algo falló en esta página. Cárgala de nuevo; lo que escribiste está guardado.
refusal-malformed = Esta página y el servidor no se entienden. Vuelve a cargar la página.
refusal-unknown-frame = Esta página es más nueva que el servidor. Intenta más tarde.
refusal-too-big = Es demasiado grande para enviarlo. Acórtalo e intenta de nuevo.
refusal-invalid = Algo aquí no tiene la forma que hace falta. Revísalo e intenta de nuevo.
refusal-no-route = El servidor no tiene ese lugar. Vuelve a cargar la página.
refusal-unauthenticated = Se cerró tu sesión. Entra y sigue; lo que escribiste está guardado.
refusal-wrong-credentials = El alias o la contraseña no coinciden. Intenta otra vez o cambia la contraseña.
refusal-forbidden = Esto le toca a otras personas. Pregunta a quien modera la sala.
refusal-foreign-origin = La petición vino de otro sitio, así que no hicimos nada.
refusal-suspended = El equipo puso esta cuenta en pausa. Aún puedes leer y escribirle.
refusal-link-spent = Este enlace ya se usó o es muy viejo. Pide uno nuevo.
refusal-alias-taken = Alguien tiene este alias o uno muy parecido. Elige otro.
refusal-alias-refused = Este alias parece una dirección, un número o del equipo. Elige otro para cuidar tu privacidad.
refusal-password-common = Mucha gente usa esta contraseña, por eso se prueba primero. Elige otra.
refusal-not-found = Ya no está aquí o no está abierta para ti.
refusal-conflict = Esto cambió mientras mirabas. Mira otra vez y luego decide.
refusal-client-id-reused = Este mensaje ya se envió con otras palabras. Envíalo como uno nuevo.
refusal-body-too-long = Pasa de 4,000 caracteres. Acórtalo o envíalo en dos partes.
refusal-body-empty = Todavía no hay nada que leer.
refusal-not-member = Primero únete a la sala. Leer está abierto; escribir es para quienes son parte.
refusal-guidelines-changed = Las normas cambiaron. Léelas y podrás escribir de nuevo.
refusal-read-only = Esta sala descansa. Puedes leer; se podrá escribir cuando quienes moderan la abran.
refusal-room-closed = Esta sala está cerrada. Puedes leerla un tiempo y hay otras abiertas.
refusal-blocked = Una de las dos personas no quiere hablar con la otra ahora. No decimos quién.
refusal-muted = Por ahora no puedes escribir aquí. Puedes seguir leyendo.
refusal-rate-limited = { $seconds ->
    [one] Vas muy rápido. Podrás seguir en un segundo. Tu texto está guardado.
   *[other] Vas muy rápido. Podrás seguir en { $seconds } segundos. Tu texto está guardado.
  }
refusal-limit-reached = No puede haber más. Quita uno primero.
refusal-degraded = Ahora no podemos guardar nada. Tu texto está aquí; intenta en un minuto.
refusal-going-away = El servidor vuelve a empezar. Intenta de nuevo en unos segundos.
refusal-fault = Algo falló de nuestro lado. Lo que escribiste está guardado. { $fault ->
    [none] {""}
   *[other] Código { $fault }
  }

keeper-here-now = Aquí ahora
keeper-not-yet = Aún no ha escrito aquí
keeper-expected = Llega { $moment }
keeper-was-and-will = { $was }, llega { $moment }
room-closed-since = Cerrada { $moment }
room-needs-moderator = Busca quien la modere
room-read-only-until = Solo lectura hasta { $moment }
badge-checked = Apoyo entre pares, revisado el { $date }
badge-state = Certificado estatal, { $issuer }, válido hasta el { $date }
badge-national = Certificado nacional, { $issuer }, válido hasta el { $date }

refusal-certificate-needed = Para esto hace falta primero un certificado verificado.
refusal-apply-later = Se puede pedir otra vez más adelante. La página de tu certificado dice cuándo.
refusal-file-refused = Este archivo no se puede leer. Envía un PDF o una imagen PNG o JPEG, de a lo más 8 MB.
refusal-conflict-of-interest = Esto trata de ti, así que decide otra persona.
duty-amount-days = { $count ->
    [one] 1 día
   *[other] { $count } días
  }
duty-amount-hours = { $count } h
duty-amount-minutes = { $count } min
duty-left = quedan
duty-to-act = para actuar
duty-over = de retraso
duty-leave = Ausencia
duty-closed = Cerrada
duty-none = Sin reloj
nav-keep = Salas que cuido
tab-keep = Cuido
keep-due = { $count ->
    [one] 1 pendiente
   *[other] { $count } pendientes
  }
keep-due-word = pendientes
duty-ended = Gracias. El reloj de { $room } empieza de nuevo: próximo mensaje, { $when }.
nav-keep-side = Cuido
notifications = Avisos
notifications-count = { $count ->
    [0] Avisos
    [one] Avisos, 1 sin leer
   *[other] Avisos, { $count } sin leer
  }
contact-foot = Escríbenos, o cuenta qué no funciona
crisis-broken = Un enlace de aquí no funciona
link-broken = ¿No funciona?
link-unwatched = No vigilamos este enlace.
link-write = Escríbenos sobre él
link-reported = Gracias. Vamos a mirar este enlace.
