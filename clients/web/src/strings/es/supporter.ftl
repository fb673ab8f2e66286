# Becoming a peer supporter, the certificate, the agreement

supporter = Apoyo entre pares
supporter-back = Volver a tu función
supporter-begin = Empezar
supporter-ask-staff = Escribir al equipo
supporter-says-apply = Da apoyo entre pares
supporter-says-finish = Termina tu solicitud
supporter-says-revise = Tu certificado necesita un cambio.
supporter-says-wait = Estamos mirando tu certificado.
supporter-says-wait-to-apply = Tu certificado no fue aceptado. Puedes pedirlo otra vez el { $date }.
supporter-says-agree = Falta un paso: el acuerdo.
supporter-says-renew = Tu certificado vence el { $date }.
supporter-says-ended = Tu certificado venció el { $date }. Tu función está en pausa.
supporter-says-nothing = Das apoyo entre pares y todo está al día.
supporter-says-ask-staff = Tu función no está activa.
supporter-why-apply = Quien da apoyo entre pares ha pasado por algo así, y tiene un certificado estatal o nacional al día.
supporter-why-finish = Lo que guardaste sigue aquí. Entrégalo cuando esté completo.
supporter-why-revise = Cambia lo que se pide abajo y entrégalo de nuevo. Nada más se pierde.
supporter-why-wait = Te avisamos aquí en cuanto alguien decida. No hace falta que vuelvas a mirar.
supporter-why-wait-to-apply = Conservas tu cuenta y tu lugar en todas las salas.
supporter-why-agree = Tu certificado está bien. Lee el acuerdo y acéptalo, y podrás cuidar salas.
supporter-why-renew = Envía el nuevo antes y nada se detiene. Si vence primero, uno nuevo devuelve tu función.
supporter-why-nothing = No hay nada que hacer ahora. Miramos cada certificado una vez al año.
supporter-why-ask-staff = Conservas tu cuenta y tu lugar en las salas. Escribe al equipo si lo ves de otra manera.
supporter-letter-1 = Compartes lo que has vivido. Aquí no das consejería ni terapia, aunque tengas la formación.
supporter-letter-2 = Solo quienes revisan certificados abren tus archivos. Las demás personas ven quién lo emitió, hasta cuándo vale y cuándo lo miramos.
standing-suspended = El equipo puso tu función en pausa.
standing-revoked = El equipo terminó tu función.

steps-title = Tres pasos
step-done = hecho
step-certificate = Tu certificado
step-certificate-why = Estatal o nacional, con un archivo que lo muestre.
step-look = Una mirada
step-look-why = Alguien del equipo lo comprueba con quien lo emitió.
step-agreement = El acuerdo
step-agreement-why = Lo que prometes, en palabras sencillas.

certificate-yours = Tu certificado
certificate-new-one = Tu certificado nuevo
certificate-kind = ¿Quién te certificó?
certificate-kind-state = Un estado
certificate-kind-state-about = También el Distrito de Columbia y los territorios.
certificate-kind-national = Una entidad nacional
certificate-kind-national-about = Una que certifica en todos los estados.
certificate-issuer = Emitido por
certificate-issuer-choose = Elige
certificate-issuer-other = Otra, por su nombre
certificate-issuer-name = Nombre de quien lo emitió
certificate-issuer-missing = Di quién lo emitió.
certificate-issuers-missing = No se pudo traer la lista. Puedes escribir el nombre.
certificate-number = Número
certificate-number-hint = Como está en el certificado.
certificate-number-missing = Escribe el número que lleva.
certificate-issued = Emitido el
certificate-issued-missing = Di cuándo se emitió.
certificate-expires = Válido hasta el
certificate-expires-missing = Di hasta cuándo vale.
certificate-expires-wrong = El último día viene después del día en que se emitió.
certificate-file-missing = Agrega un archivo que lo muestre.
certificate-hand-in = Entregar
certificate-handed-in = Entregado. Te avisamos en cuanto alguien decida.
certificate-later = Guardar y seguir después
certificate-saved = Guardado. Puedes seguir cuando quieras.
certificate-drop = Retirar
certificate-withdraw = Retirar
certificate-withdrawn = Retirado.
certificate-renew = Enviar el nuevo
certificate-revise = Por favor, cambia esto:
certificate-rejected-why = Por qué no fue aceptado:
certificate-sent = Entregado
certificate-checked = Revisado
certificate-next-check = Próxima revisión
certificate-lapsed = vencido
certificate-state-draft = borrador
certificate-state-in-review = en revisión
certificate-state-revision-needed = necesita un cambio
certificate-state-verified = verificado
certificate-state-rejected = no aceptado
certificate-state-withdrawn = retirado

files = Archivos que lo muestran
files-hint = Un PDF, un escaneo o una foto donde se lean el nombre y las fechas. Hasta { $most } archivos, cada uno de hasta { $size }.
file-choose = Agregar un archivo
file-drop = o suéltalo aquí
file-going = Enviando { $name }
file-progress = { $percent } % enviado
file-checked = Enviado. Miramos si se puede leer.
file-sent = { $name } ya está.
file-remove = Quitar { $name }
file-stop = Dejar de enviar { $name }
file-dismiss = Apartar { $name }
file-deleted = Su contenido se borró, porque ya nadie lo necesita.
file-too-many = Ese ya no cabe. Caben { $most } archivos, cada uno de hasta { $size }.
file-kind = Aquí solo se leen archivos PDF, PNG y JPEG. Caben { $most }, cada uno de hasta { $size }.
file-too-large = Este archivo es demasiado grande. Cada uno puede tener hasta { $size }; caben { $most }.
file-empty = Este archivo está vacío. Caben { $most }, cada uno de hasta { $size }.

agreement = El acuerdo
agreement-heading = Lo que acuerda quien da apoyo entre pares
agreement-accepted = Ya aceptaste este acuerdo.
agreement-changed = { $count ->
    [one] Cambió un punto del acuerdo.
   *[other] Cambiaron { $count } puntos del acuerdo.
  }
agreement-version = Versión { $version }, en vigor desde el { $date }.
agreement-due = Acéptala para que tu función no quede en pausa. Plazo: { $moment }.
agreement-view = Qué mostrar
agreement-differences = Lo que cambia
agreement-whole = Todo el texto
agreement-what-changed = Qué cambió
agreement-added = nuevo
agreement-removed = ya no está
agreement-reworded = con otras palabras
agreement-means = Al aceptar prometes cumplirlo. Puedes dejarlo cuando quieras.
agreement-accept = Aceptar la versión { $version }
agreement-read = Leer el acuerdo
agreement-thanks = Gracias. Queda anotado.
agreement-you-accepted = Aceptaste esta versión el { $date }.
agreement-versions = Todas las versiones
agreement-version-name = Versión { $version }
agreement-version-since = Publicada el { $date }.
agreement-version-accepted = La aceptaste el { $date }.
agreement-in-force = en vigor
agreement-edition = Versión { $version } del acuerdo
agreement-held = Estuvo en vigor del { $from } al { $until }.
agreement-holds = Está en vigor desde el { $date }.
agreement-differences-then = Qué cambió frente a la versión { $version }
agreement-to-current = La versión en vigor

home-cert = Certificado
home-cert-open = Mirarlo
home-cert-fine = Está bien.
home-cert-until = El tuyo vale hasta el { $date }.
home-cert-soon = { $count ->
    [0] Tu certificado vence hoy.
    [one] Tu certificado vence en un día.
   *[other] Tu certificado vence en { $count } días.
  }
home-cert-soon-why = Envía el nuevo a más tardar el { $date } y nada se detiene.
home-cert-check = { $count ->
    [0] Revisión anual hoy.
    [one] Revisión anual en un día.
   *[other] Revisión anual en { $count } días.
  }
home-cert-lapsed = Tu función queda en pausa porque el certificado venció.
home-cert-lapsed-why = Conservas tu cuenta y tus salas. Uno nuevo la devuelve.
home-cert-agree = Acepta el acuerdo nuevo. Plazo: { $moment }.
home-cert-agree-why = Si no, tu función queda en pausa hasta que lo hagas.
supporter-says-meanwhile = Estamos mirando tu certificado. Mientras tanto, lee el acuerdo.
supporter-why-meanwhile = Con las dos cosas listas podrás cuidar salas. Te avisamos aquí en cuanto alguien decida.
supporter-overtaken = Esto cambió en otro dispositivo, o el equipo lo anotó, mientras lo rellenabas.
supporter-overtaken-why = Lo que habías escrito aquí y no estaba guardado:
