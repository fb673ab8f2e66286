# Tú y ajustes; gente, para el equipo

settings-heading = Aquí eres { $alias }
settings-lead = Tus ajustes te acompañan en todos tus dispositivos.
settings-parts = Partes de esta página
settings-duties = Lo que puedes hacer aquí
settings-you = Alias y correo
email-why-settings = Solo para elegir otra contraseña. Nadie lo ve. Déjalo vacío para quitarlo.
email-no-mail = Este servidor no envía correo por ahora, así que aún no sirve de nada.
email-gone = La dirección ya no está.

settings-screen = En esta pantalla
theme = Colores
theme-system = Como el dispositivo
theme-light = Claros
theme-dark = Oscuros
discreet = Modo discreto
discreet-about = Pestañas, correos y avisos llevan un título neutro. Quien esté a tu lado no lee qué lugar es este.
exit-address = Adónde lleva Salida rápida
exit-address-hint = Una dirección https que no llame la atención.
exit-form = No podemos ir a esa dirección. Empieza con https.
shortcuts = Atajos de una tecla
shortcuts-about = Sobre un mensaje, R responde y E reacciona. Apágalos si dictas o deslizas para escribir.

settings-others = Con otras personas
typing-shown = Mostrar cuando escribo
typing-shown-about = Junto a tu alias se ve «está escribiendo». Tú sigues viendo el de otras personas.
muted-words = Palabras silenciadas
muted-words-why = Los mensajes que tienen una se pliegan, solo para ti. Puedes abrir cada uno.
muted-word-new = Una palabra, o unas pocas que van juntas
muted-word-add = Silenciar
muted-word-added = «{ $word }» está silenciada.
muted-word-gone = «{ $word }» se muestra de nuevo.
muted-word-remove = Mostrar «{ $word }» de nuevo
muted-word-missing = Escribe primero la palabra.
muted-word-long = Una palabra silenciada tiene como máximo { $most } caracteres.
muted-words-full = Caben { $most } palabras silenciadas. Quita una primero.
hidden-people = Gente silenciada y bloqueada
hidden-people-why = Lo que escribe la gente silenciada se pliega para ti. A la bloqueada no la ves, y no puede pedirte hablar. En ningún caso se entera.
hidden-people-none = Nadie.
person-block = Bloquear
person-blocked = Ya no ves a { $alias }.
person-is-blocked = en bloqueo
person-is-muted = en silencio
person-unblock = Desbloquear
person-unblocked = Ves a { $alias } de nuevo.
person-unmute = Mostrar de nuevo
person-unmuted = Lo que escribe { $alias } vuelve a estar abierto para ti.

settings-devices = Dónde está abierta tu sesión
settings-devices-why = ¿Hay alguna que no conoces? Termínala y cambia la contraseña.
device-this = este dispositivo
device-unnamed = Un dispositivo sin nombre
device-since = Sesión abierta desde el { $date }
device-seen = Última vez { $ago }
device-end = Terminar
device-ended = Se cerró la sesión de { $device }.
devices-end-others = Terminar todas las demás
devices-ended = Ahora solo este dispositivo tiene sesión.
devices-question = ¿Terminar todas las demás sesiones?
devices-changes = Se cierra la sesión en los demás dispositivos y terminan las claves de los programas. Este dispositivo sigue dentro.

settings-password = Cambiar la contraseña
settings-password-why = Cierra la sesión en los demás dispositivos.
password-current = Contraseña de ahora
password-current-wrong = Esa no es la contraseña de ahora.
password-change = Cambiar la contraseña
password-changed = La contraseña nueva ya vale. Se cerró la sesión en tus otros dispositivos.

settings-tokens = Claves para programas
settings-tokens-why = Con una, una terminal o un bot actúa por ti. Da a cada programa la suya.
token-name = ¿Para qué es?
token-name-hint = Un nombre que reconozcas después.
token-name-missing = Ponle primero un nombre.
token-days = Sirve por
days = { $count ->
    [one] 1 día
   *[other] { $count } días
  }
token-make = Crear una clave
token-made = La clave para { $name } está lista.
token-once = La mostramos solo esta vez. Quien la tenga puede actuar por ti.
token-copy = Copiarla
token-copied = La clave está copiada.
token-copy-failed = Este navegador no nos deja copiar. Selecciona la clave y cópiala tú.
token-kept = Ya la tengo
token-until = Sirve hasta el { $date }
token-end = Terminar
token-ended = { $name } ya no puede entrar.

console = Consola
