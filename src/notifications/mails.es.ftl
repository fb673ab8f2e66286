# Correos en español. Las explicaciones están en mails.en.ftl.

sender-name = { $server }
sender-name-discreet = Servicio de cuentas

## Alguien pidió cambiar una contraseña.

password-reset-subject = Una contraseña nueva para { $server }
password-reset-body =
    Aquí puedes elegir una contraseña nueva:

    { $link }

    El enlace sirve una sola vez, durante { $minutes } minutos. Después puedes pedir otro.

    Si no lo pediste, no tienes que hacer nada. Tu contraseña sigue igual.

    Nunca pedimos tu contraseña por correo.

    { $server }

password-reset-subject-discreet = El enlace que pediste
password-reset-body-discreet =
    Este es el enlace:

    { $link }

    Sirve una sola vez, durante { $minutes } minutos. Después puedes pedir otro.

    Si no lo pediste, no tienes que hacer nada. Nada cambia.

## La contraseña cambió. $link lleva a la página para elegir otra.

password-changed-subject = Cambió tu contraseña de { $server }
password-changed-body =
    Tu contraseña cambió el { $when }. Se cerró la sesión en los demás dispositivos. Conservas tu cuenta, tus salas y tus mensajes.

    Si fue cosa tuya, no tienes que hacer nada.

    Si no, elige ahora otra contraseña. Así se cierra la sesión de quien esté usando tu cuenta:

    { $link }

    { $server }

password-changed-subject-discreet = Un cambio en tu cuenta
password-changed-body-discreet =
    Se cambió un ajuste de tu cuenta el { $when }. Se cerró la sesión en los demás dispositivos.

    Si fue cosa tuya, no tienes que hacer nada.

    Si no, recupera aquí tu cuenta:

    { $link }
