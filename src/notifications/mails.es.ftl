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

## Una sala que alguien modera está en silencio. $room es su nombre, $when el día en que se cerraría, $link lleva a ella.

duty-warning-subject = { $room } te espera
duty-warning-body =
    Hace tiempo que nadie que cuide { $room } escribe allí. Este es el aviso formal.

    Basta un mensaje tuyo en la sala para darlo por terminado:

    { $link }

    Sin él, la sala puede cerrarse, a más tardar el { $when }. Si necesitas un tiempo, puedes planear una ausencia y pedir a alguien que te cubra.

    Este correo lo escribió el servidor, no una persona.

    { $server }

duty-warning-subject-discreet = Algo te espera
duty-warning-body-discreet =
    Algo que cuidas te espera:

    { $link }

    Míralo antes del { $when }.

duty-notice-subject = { $room } se va a cerrar
duty-notice-body =
    Nadie que cuide { $room } ha escrito allí en semanas. Se cerrará el { $when }.

    Basta un mensaje tuyo en la sala para que siga abierta:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

duty-notice-subject-discreet = Algo termina pronto
duty-notice-body-discreet =
    Algo que cuidas termina el { $when }:

    { $link }

    Puedes conservarlo.

## Se cerró. $when es hasta cuándo pueden leerla sus miembros.

room-closed-subject = { $room } se cerró
room-closed-body =
    { $room } se cerró porque nadie la cuidaba. Sus miembros pueden leerla hasta el { $when }.

    Quizá puedas abrirla otra vez si aceptas de nuevo cuidarla:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

room-closed-subject-discreet = Algo terminó
room-closed-body-discreet =
    Algo que cuidabas terminó. Puede leerse hasta el { $when }:

    { $link }

## Alguien pide que le cubran. $when es el primer día.

relief-asked-subject = ¿Puedes cubrir { $room }?
relief-asked-body =
    Alguien que cuida { $room } no estará desde el { $when } y te pide que le cubras. Esta es la sala:

    { $link }

    { $server }

relief-asked-subject-discreet = Alguien te pide algo
relief-asked-body-discreet =
    Alguien no estará desde el { $when } y te pide que le cubras. Esta es la sala:

    { $link }
