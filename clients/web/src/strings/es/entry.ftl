# Bienvenida, crear cuenta, entrar, primera cuenta, contraseñas nuevas y partes de formularios

optional = (puede quedar vacío)
one-moment = Un momento
search = Buscar
saved = Guardado
add = Añadir
language = Idioma
characters-left = { $count ->
    [one] Queda un carácter
   *[other] Quedan { $count } caracteres
  }
characters-over = { $count ->
    [one] Sobra un carácter
   *[other] Sobran { $count } caracteres
  }
load-slow = Buscando esto. Tarda más de lo normal.
load-long = Todavía no hay respuesta. Nada tuyo se pierde.

alias = Alias
alias-rules = Es lo que se ve junto a tus palabras. De 2 a 24 letras, cifras o espacios. Nada que lleve hasta ti: ni nombre real, ni correo, ni número.
alias-length = Un alias tiene de { $least } a { $most } caracteres.
alias-missing = Escribe primero el alias.
password = Contraseña
new-password = Contraseña nueva
password-missing = Escribe primero la contraseña.
password-rules = Al menos 8 caracteres. Lo que cuenta es el largo: cuatro palabras sin relación entre sí van bien.
password-show = Mostrar
password-hide = Ocultar
password-of = la contraseña
password-short = { $count ->
    [one] Un carácter más
   *[other] { $count } caracteres más
  }
password-too-short = { $count ->
    [one] Le falta un carácter.
   *[other] Le faltan { $count } caracteres.
  }
password-long = { $count ->
    [one] Sobra un carácter
   *[other] Sobran { $count } caracteres
  }
password-enough = Alcanza. Unos pocos más la mejoran.
password-good = Buen largo
password-strong = Muy buen largo
email = Correo
email-why = Solo para elegir otra contraseña si la olvidas. Nadie lo ve.
email-form = No parece una dirección de correo. Lleva una @ en medio.

welcome = Te damos la bienvenida
welcome-heading = Un lugar para hablar con gente que ya pasó por ahí
welcome-lead = Aquí la gente se escribe sobre tiempos difíciles, en salas que cuidan personas con experiencia propia. Hace falta un alias, no un nombre.
welcome-enough = Bastan un alias y una contraseña. El correo puede quedar vacío.
welcome-setup = Este servidor es nuevo y nadie lo lleva todavía.
welcome-setup-why = Si te toca a ti: abre el enlace que imprimió al arrancar.
welcome-tonight = Si esta noche es difícil
welcome-tonight-why = No necesitas una cuenta para hablar con una persona.
welcome-letter-1 = Aquí nadie es tu terapeuta, ni tiene que serlo. La gente cuenta lo que vivió y escucha.
welcome-letter-2 = Esto no es un servicio de crisis. Ayuda ahora te lleva a uno, desde cualquier página.
welcome-promise = Con qué puedes contar
promise-alias = Aquí eres un alias
promise-alias-why = Sin nombre real ni teléfono. Las demás personas nunca ven tu correo.
promise-look = Puedes mirar primero
promise-look-why = Lee una sala pública antes de unirte. Nadie ve que miras.
promise-keeper = Sabes quién cuida la sala
promise-keeper-why = Junto a cada sala hay dos trazos. Si los dos están llenos, alguien que modera está ahí ahora.
promise-leave = Puedes irte cuando quieras
promise-leave-why = Salida rápida te lleva a otro sitio al instante. También oprimir Escape tres veces.

demo-heading = Mira todo con otra identidad
demo-about = Este servidor muestra una comunidad inventada. Con un toque eres parte de ella.
demo-be = Entrar
demo-be-name = Entrar como { $alias }

create-account = Crear una cuenta
create-account-lead = Un alias, una contraseña, y ya estás dentro.
create-my-account = Crear mi cuenta
sign-up-closed = Por ahora este servidor no admite cuentas nuevas.
no-mail-keep = Guarda la contraseña en un lugar seguro. Este servidor no envía correo, así que no se puede reemplazar.
have-account = ¿Ya tienes cuenta?
no-account = ¿Aún no tienes cuenta?
sign-in = Entrar
sign-in-again = Entra otra vez
sign-in-first = Después se abre la página que buscabas.
sign-out = Cerrar sesión
forgot = Olvidé la contraseña
back-to-sign-in = Volver a entrar

ended-session-ended = Se cerró tu sesión.
ended-session-ended-why = La terminó otro dispositivo o el equipo, o se le acabó el tiempo. Los borradores siguen aquí.
ended-unauthenticated = Se cerró tu sesión.
ended-unauthenticated-why = Se le acabó el tiempo. Los borradores siguen aquí.
ended-suspended = El equipo puso esta cuenta en pausa.
ended-suspended-why = Nada de lo que escribiste se perdió. Quien lleva este servidor puede decirte más.
ended-version = Esta página es muy vieja para el servidor.
ended-version-why = Cárgala de nuevo y entra. Los borradores siguen aquí.
ended-otherwise = La conexión terminó.
ended-otherwise-why = Entra y sigue. Los borradores siguen aquí.

setup = Primera cuenta
setup-heading = Crea la primera cuenta de este servidor
setup-lead = Es la que lo lleva: da a las demás sus funciones y abre salas. El enlace sirve una vez.
setup-supporter = Soy persona de apoyo entre pares y cuidaré salas
setup-supporter-about = Sin esto puedes abrir salas, pero tendrá que moderarlas otra persona.
setup-create = Crear la cuenta
setup-done = Este servidor ya tiene su primera cuenta.
setup-no-token = El enlace no está completo.
setup-no-token-why = Cópialo entero, desde http hasta la última letra, y ábrelo otra vez.

forgot-title = Elige otra contraseña
forgot-lead = Escribe el correo de tu cuenta. Le enviamos un enlace.
forgot-no-mail = Este servidor no envía correo, así que no puede mandarte un enlace. Quien lo lleva quizá pueda ayudarte.
forgot-send = Enviarme el enlace
forgot-asked = Si una cuenta tiene esta dirección, el enlace va en camino.
forgot-asked-why = Mira el correo de { $email }, también entre lo no deseado. El enlace sirve una vez y dura poco.
forgot-again = Usar otra dirección
reset-title = Una contraseña nueva
reset-lead = Cierra todas tus sesiones. Después entras con la nueva.
reset-save = Usar esta contraseña
reset-done = La contraseña nueva ya vale.
reset-done-why = Se cerraron todas tus sesiones.
reset-no-token = El enlace no está completo.
reset-ask-again = Pedir otro enlace

fault-title = Esta página falló
fault-why = El error es nuestro, no tuyo. Lo que escribiste está guardado. Intenta otra vez o vuelve al inicio.
