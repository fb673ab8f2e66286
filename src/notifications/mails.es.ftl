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

## Una sala que alguien modera está en silencio. $room es su nombre, $by hasta cuándo hace falta un mensaje, $when el día en que se
## cerraría, $link lleva a ella.

duty-warning-subject = { $room } te espera
duty-warning-body =
    Hace tiempo que nadie que cuide { $room } escribe allí. Este es el aviso formal.

    Basta un mensaje tuyo en la sala para darlo por terminado. Escribe antes del { $by }:

    { $link }

    Después, las personas que llevan este lugar pueden cerrar la sala. Si nadie escribe, se cierra a más tardar el { $when }. Si necesitas un tiempo, puedes planear una ausencia y pedir a alguien que te cubra.

    Este correo lo escribió el servidor, no una persona.

    { $server }

duty-warning-body-without-by =
    Hace tiempo que nadie que cuide { $room } escribe allí. Este es el aviso formal.

    Basta un mensaje tuyo en la sala para darlo por terminado:

    { $link }

    Si nadie escribe, la sala se cierra a más tardar el { $when }; las personas que llevan este lugar pueden cerrarla antes. Si necesitas un tiempo, puedes planear una ausencia y pedir a alguien que te cubra.

    Este correo lo escribió el servidor, no una persona.

    { $server }

duty-warning-subject-discreet = Algo te espera
duty-warning-body-discreet =
    Algo que cuidas te espera:

    { $link }

    Míralo antes del { $by }. Si no, termina a más tardar el { $when }.

duty-warning-body-without-by-discreet =
    Algo que cuidas te espera:

    { $link }

    Míralo pronto. Si no, termina a más tardar el { $when }.

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

## El certificado de quien cuida salas vence el $when. $link lleva a este servidor, aquí y abajo.

certificate-reminder-subject = Tu certificado vence pronto
certificate-reminder-body =
    Tu certificado vence el { $when }. Envía el nuevo antes y nada se detiene:

    { $link }

    Sin un certificado vigente tu función queda en pausa. Conservas tu cuenta y tu lugar como participante.

    Este correo lo escribió el servidor, no una persona.

    { $server }

certificate-reminder-subject-discreet = Algo vence pronto
certificate-reminder-body-discreet =
    Algo tuyo vence el { $when }. Puedes renovarlo antes:

    { $link }

## Alguien cuida salas por la palabra de quien lleva el servidor.

certificate-missing-subject = Necesitamos tu certificado antes del { $when }
certificate-missing-body =
    Cuidas salas aquí por la palabra de quienes llevan este servidor. Eso vale hasta el { $when }. Hasta entonces hay que verificar un certificado tuyo:

    { $link }

    Después tu función queda en pausa hasta que lo haya. Conservas tu cuenta y tu lugar como participante.

    Este correo lo escribió el servidor, no una persona.

    { $server }

certificate-missing-subject-discreet = Necesitamos algo de ti
certificate-missing-body-discreet =
    Necesitamos algo de ti antes del { $when }:

    { $link }

## El equipo decidió sobre un certificado: verificado, por cambiar, o no aceptado.

certificate-decided-subject = Hay una respuesta sobre tu certificado
certificate-decided-body =
    Alguien miró tu certificado. Lo que decidió, y por qué, está aquí:

    { $link }

    { $server }

certificate-decided-subject-discreet = Hay una respuesta para ti
certificate-decided-body-discreet =
    Alguien miró lo que enviaste. La respuesta está aquí:

    { $link }

## El acuerdo tiene una versión nueva.

agreement-due-subject = El acuerdo de apoyo cambió
agreement-due-body =
    El acuerdo para personas de apoyo cambió. Lee qué es distinto y acéptalo antes del { $when }:

    { $link }

    Después tu función queda en pausa hasta que lo aceptes.

    { $server }

agreement-due-subject-discreet = Algo cambió
agreement-due-body-discreet =
    Cambió algo que habías aceptado. Léelo antes del { $when }:

    { $link }

## Una función terminó: sin certificado, sin acuerdo, o por el equipo; o volvió.

role-lapsed-subject = Tu función está en pausa
role-lapsed-body =
    Tu función de apoyo está en pausa, porque no hay un certificado vigente. Conservas tu cuenta y tu lugar como participante. Un certificado nuevo la devuelve:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

role-lapsed-subject-discreet = Algo está en pausa
role-lapsed-body-discreet =
    Algo tuyo está en pausa. Aquí dice cómo recuperarlo:

    { $link }

role-paused-subject = Tu función está en pausa
role-paused-body =
    Tu función de apoyo está en pausa hasta que aceptes el acuerdo. Conservas tu cuenta y tu lugar como participante:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

role-paused-subject-discreet = Algo está en pausa
role-paused-body-discreet =
    Algo tuyo está en pausa hasta que leas y aceptes un texto:

    { $link }

role-taken-subject = Tu función cambió
role-taken-body =
    El equipo suspendió o retiró tu función de apoyo. Conservas tu cuenta y tu lugar como participante. La razón está aquí:

    { $link }

    Puedes escribirles si lo ves de otra manera.

    { $server }

role-taken-subject-discreet = Algo cambió
role-taken-body-discreet =
    Cambió algo de tu cuenta. La razón está aquí:

    { $link }

role-restored-subject = Tu función volvió
role-restored-body =
    Vuelves a ser persona de apoyo aquí. Las salas que cuidabas, y que nadie cerró entretanto, vuelven a ser tuyas:

    { $link }

    { $server }

role-restored-subject-discreet = Algo volvió
role-restored-body-discreet =
    Algo tuyo que estaba en pausa continúa:

    { $link }

## Al equipo: se envió un certificado, o hay que volver a mirarlo.

certificate-waiting-subject = Un certificado te espera
certificate-waiting-body =
    Se envió un certificado, o hay que volver a mirarlo. La lista está aquí:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

certificate-waiting-subject-discreet = Algo te espera
certificate-waiting-body-discreet =
    Algo espera que lo mires:

    { $link }

## Los correos de abajo solo llegan a quien los pidió en sus ajustes.

duty-reminder-subject = { $room } te espera desde hace un día
duty-reminder-body =
    Hace un día que nadie que cuide { $room } escribe allí:

    { $link }

    Si nadie escribe antes del { $by }, llega un aviso formal. Sin una palabra tuya, la sala se cerraría el { $when }.

    { $server }

duty-reminder-body-without-by =
    Hace un día que nadie que cuide { $room } escribe allí:

    { $link }

    Si nadie escribe pronto, llega un aviso formal. Sin una palabra tuya, la sala se cerraría el { $when }.

    { $server }

duty-reminder-subject-discreet = Algo te espera
duty-reminder-body-discreet =
    Algo que cuidas te espera desde hace un día. Míralo antes del { $by }:

    { $link }

    Si no, terminaría el { $when }.

duty-reminder-body-without-by-discreet =
    Algo que cuidas te espera desde hace un día:

    { $link }

    Míralo pronto. Si no, terminaría el { $when }.

duty-overdue-subject = { $room } pasó su plazo
duty-overdue-body =
    Nadie que cuide { $room } ha escrito allí desde el aviso. Está al principio de tu tablero:

    { $link }

    { $server }

duty-overdue-subject-discreet = Algo necesita que lo mires
duty-overdue-body-discreet =
    Algo de tu tablero necesita que lo mires:

    { $link }

room-needs-moderator-subject = Ahora nadie cuida { $room }
room-needs-moderator-body =
    { $room } se quedó sin nadie que la modere. Se puede leer pero no escribir, y se cierra el { $when } si nadie se hace cargo:

    { $link }

    { $server }

room-needs-moderator-subject-discreet = Hace falta alguien
room-needs-moderator-body-discreet =
    Se busca a alguien hasta el { $when }:

    { $link }

## Muchas salas iban a cerrarse en una hora. $when es cuándo sigue el servidor.

closures-held-subject = En { $server } hay salas que esperan su cierre
closures-held-body =
    Muchas salas se habrían cerrado en una sola hora. Puede ser correcto, o señal de que algo va mal, así que por ahora el servidor cierra solo unas pocas. Sigue por sí mismo el { $when }. Mira antes tu tablero:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

closures-held-subject-discreet = Algo necesita que lo mires pronto
closures-held-body-discreet =
    Algo de tu tablero necesita que lo mires antes del { $when }:

    { $link }

lapses-held-subject = En { $server } hay roles que esperan su fin
lapses-held-body =
    Muchas personas de apoyo habrían perdido su rol en una sola hora. Puede ser correcto, o señal de que algo va mal, así que por ahora el servidor termina solo unos pocos. Sigue por sí mismo el { $when }. Mira antes la lista:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

lapses-held-subject-discreet = Algo necesita que lo mires pronto
lapses-held-body-discreet =
    Algo de tu lista necesita que lo mires antes del { $when }:

    { $link }

## Al equipo: un aviso, o el último, no llegó a nadie que cuide la sala. $when es hasta cuándo espera lo que sigue.

duty-unreached-subject = No se pudo avisar a nadie que cuide { $room }
duty-unreached-body =
    { $room } lleva un tiempo en silencio, y el aviso no llegó a nadie que la cuide: ningún correo fue aceptado, ningún navegador lo recibió y nadie estuvo aquí. No le pasa nada más hasta el { $when }. Quizá conozcas otra manera de llegar a alguien:

    { $link }

    Este correo lo escribió el servidor, no una persona.

    { $server }

duty-unreached-subject-discreet = No se pudo avisar a alguien
duty-unreached-body-discreet =
    Un aviso no llegó a nadie. Lo que anuncia espera hasta el { $when }:

    { $link }

## Respuestas a quien pidió que le cubran. $when es el primer día de la ausencia.

relief-accepted-subject = Alguien te cubre en { $room }
relief-accepted-body =
    Pediste que alguien te cubra en { $room } desde el { $when }. Lo hará:

    { $link }

    { $server }

relief-accepted-subject-discreet = Un sí a lo que pediste
relief-accepted-body-discreet =
    Alguien dijo que sí a lo que pediste:

    { $link }

relief-declined-subject = Nadie te cubre todavía en { $room }
relief-declined-body =
    Nadie te cubre todavía en { $room } desde el { $when }, así que tu ausencia no dura más que una sin relevo. Puedes pedírselo a otra persona:

    { $link }

    { $server }

relief-declined-subject-discreet = Nadie se encarga todavía de lo que planeaste
relief-declined-body-discreet =
    Nadie se encarga todavía de lo que planeaste. Puedes pedírselo a otra persona:

    { $link }

## Se respondió a lo que alguien escribió al equipo. $receipt es su nombre.

contact-answered-subject = { $server } te respondió
contact-answered-body =
    Hay una respuesta a lo que escribiste, con el número { $receipt }:

    { $link }

    { $server }

contact-answered-subject-discreet = Una respuesta para ti
contact-answered-body-discreet =
    Hay una respuesta a lo que preguntaste:

    { $link }

contact-received-subject = Alguien escribió a { $server }
contact-received-body =
    Hay algo nuevo en tu bandeja:

    { $link }

    { $server }

contact-received-subject-discreet = Algo nuevo en tu bandeja
contact-received-body-discreet =
    Hay algo nuevo en tu bandeja:

    { $link }

link-broken-subject = Un enlace de { $server } no lleva a ninguna parte
link-broken-body =
    Un enlace de uno de tus textos falló varias veces:

    { $link }

    { $server }

link-broken-subject-discreet = Un enlace necesita que lo mires
link-broken-body-discreet =
    Un enlace de uno de tus textos falló varias veces:

    { $link }

## La respuesta misma, a la dirección que alguien dejó con lo que escribió. $text es lo que escribió el equipo.

contact-answer-subject = { $server } te respondió
contact-answer-body =
    Nos escribiste y recibiste el número { $receipt }. Esta es nuestra respuesta:

    { $text }

    Con el número y su clave encuentras las dos cosas aquí:

    { $link }

    { $server }

contact-answer-subject-discreet = Una respuesta para ti
contact-answer-body-discreet =
    Hay una respuesta a lo que preguntaste, con el número { $receipt }. Con su clave la encuentras aquí:

    { $link }

## Las últimas líneas de un correo que se puede desactivar. Sigue la dirección.

stop = Puedes elegir qué se te envía por correo. Para no recibir más correos de este tipo:
