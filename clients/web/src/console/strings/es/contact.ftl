# Mensajes al equipo y enlaces

desk-kind-question = Pregunta
desk-kind-comment = Comentario
desk-kind-broken-link = Enlace roto
desk-kind-other = Otro
desk-contact-show = Mostrar los mensajes
desk-contact-open = Abiertos
desk-contact-answered = Respondidos
desk-contact-closed = Cerrados
desk-contact-none-open = Nadie espera respuesta
desk-contact-none-answered = Ninguno está respondido y abierto
desk-contact-none-closed = Ninguno se cerró hace poco
desk-contact-none-why = Cualquiera puede escribir desde la página de contacto, también sin cuenta.
desk-contact-links = Enlaces en nuestros textos
desk-contact-links-broken = { $count ->
    [one] 1 roto
   *[other] { $count } rotos
  }
desk-contact-some-link = Un enlace
desk-contact-no-text = Sin palabras
desk-contact-from = de { $alias }
desk-contact-from-outside = de alguien sin cuenta
desk-contact-reports = lo dicen { $count } personas
desk-contact-link = Enlace
desk-contact-page = Página
desk-contact-receipt = Recibo { $receipt }, { $when }.
desk-contact-mail = Tu respuesta va por correo; la dirección no la ve nadie.
desk-contact-in-app = Tu respuesta llega en la aplicación.
desk-contact-by-receipt = Tu respuesta queda bajo el recibo.
desk-contact-in-spanish = Escrito en español.
desk-answer-by = { $alias } respondió { $ago }
desk-answer-label = Tu respuesta
desk-answer-hint = Sale al instante y no se puede retirar.
desk-answer-missing = Todavía no hay nada que leer.
desk-answer-and-close = Responder y cerrar
desk-answer-only = Responder y dejar abierto
desk-answered-and-closed = Respondido y cerrado.
desk-answered = Respondido.
desk-claim = Me ocupo
desk-release = Soltar
desk-claimed-by = { $alias } se ocupa.
desk-claimed-by-why = Aun así puedes responder. Mejor pregunta antes.
desk-close-message = Cerrar sin responder
desk-closed-message = Cerrado.
desk-reopen-message = Abrirlo de nuevo
desk-reopened-message = Está abierto de nuevo.

desk-links-none = Ningún texto tiene enlaces
desk-links-none-why = Aquí aparecen los enlaces de la ayuda, las normas y los textos de las salas.
desk-links-unwatched = El servidor no mira los enlaces por sí solo.
desk-links-unwatched-why = Quien lo lleva puede activarlo. Lo que avisa la gente llega igual.
desk-links-broken = Rotos
desk-links-doubtful = En duda
desk-links-refused = Sin mirar
desk-links-unchecked = Aún sin mirar
desk-links-works = Funcionan
desk-link-state-broken = Roto
desk-link-state-doubtful = En duda
desk-link-state-refused = Privado
desk-link-state-unchecked = Nuevo
desk-link-state-works = Funciona
desk-link-nowhere = ya no está en ningún texto
desk-link-place-help = en la ayuda de { $key }
desk-link-place-floor = en las normas de todas las salas
desk-link-place-template = en la plantilla { $key }
desk-link-place-room-description = en la descripción de { $room }
desk-link-place-room-rules = en las normas de { $room }
desk-link-fault-status = Responde { $status }
desk-link-fault-no-host = No existe el servidor
desk-link-fault-no-connection = Nadie atiende
desk-link-fault-certificate = Certificado sin confianza
desk-link-fault-slow = Demasiado lento
desk-link-fault-redirects = Da vueltas
desk-link-fault-private-address = Dirección privada
desk-link-fault-no-answer = Sin respuesta HTTP
desk-link-checked = Visto { $when }.
desk-link-reports = { $count ->
    [one] 1 persona dice que está roto.
   *[other] { $count } personas dicen que está roto.
  }
desk-link-their-message = Su mensaje
desk-link-try = Abrirlo al lado
desk-link-look-again = Que el servidor lo mire
desk-link-look-soon = El servidor lo mira pronto.
desk-message-is-closed = Este mensaje está cerrado.
