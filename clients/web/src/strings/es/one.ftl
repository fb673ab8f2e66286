# De dos en dos

one-heading = Habla con una persona
one-heading-none = Habla con una persona, si las dos quieren
one-asking = { $more ->
    [0] { $alias } quiere hablar contigo
    [one] { $alias } y una persona más quieren hablar contigo
   *[other] { $alias } y { $more } personas más quieren hablar contigo
  }
one-lead = Solo lo leen ustedes dos. Empieza cuando la otra persona dice que sí.
one-to-you = Te lo piden
one-asked-ago = Lo pidió { $ago }
one-accept = Sí, hablemos
one-declined = Le dijiste que no a { $alias }. Solo ve que ahora no es posible.
one-decline-quiet = No le debes un sí a nadie. Nunca preguntamos por qué.
one-rooms = Tus conversaciones de dos
one-rooms-none = Todavía ninguna.
one-from-you = Lo pediste tú
one-waiting = Lo pediste { $ago }. Aún sin respuesta.
one-withdraw = Retirarlo
one-withdrawn = Lo retiraste. No queda nada de eso.
one-ask = Pedírselo a alguien
one-ask-why = También puedes hacerlo desde el menú de cualquiera de sus mensajes.
one-ask-alias = Su alias
one-ask-greeting = Una primera línea
one-ask-do = Pedirlo
one-sent = { $alias } tiene tu petición. Cuando diga que sí, la conversación aparece aquí.
one-nobody = Aquí nadie se llama { $alias }. Fíjate en cómo está escrito junto a sus palabras.
greeting-long = Es mucho para una primera línea. Caben { $most } caracteres.
invitations = Invitaciones a grupos
invitation-by = { $alias } te invitó { $ago }
invitation-read = Leer lo acordado ahí
invitation-declined = Dijiste que no. El grupo sigue donde está.

one-unknown = Tus peticiones y salas aparecen aquí en cuanto haya conexión.
