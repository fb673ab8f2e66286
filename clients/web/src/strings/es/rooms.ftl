# Abrir una sala, sus ajustes, su gente, sus normas

back-to-room = Volver a { $room }
not-now = Ahora no
decline = No, gracias
decline-name = No, gracias: { $alias }

new-room-lead = La cuidas tú: se ve cuándo estás. Más adelante otras personas pueden cuidarla contigo.
new-room-lead-staff = Alguien tiene que cuidarla. Elige a una persona de apoyo cuando esté abierta.
new-room-open = Abrir la sala
new-room-not-yours = Las salas las abren las personas de apoyo y el equipo
new-room-not-yours-why = Así cada una tiene quien la cuide. Todas las abiertas están en Buscar.
new-room-no-keeper = Se abre sin nadie que modere.
new-room-no-keeper-why = Tu cuenta no es de apoyo entre pares. Añade a alguien enseguida en «Gente y peticiones».

room-name = Nombre
room-name-hint = Algo que se reconozca a las tres de la mañana.
room-name-length = Un nombre tiene de { $least } a { $most } caracteres.
room-description = Para qué es
room-description-hint = Una o dos frases, como las dirías en la puerta.
room-description-missing = Di en una frase para qué es.
room-description-long = Es mucho para la puerta. Caben { $most } caracteres.
room-topics = Temas
room-topics-rules = Hasta { $count }, de una o dos palabras. Por ellos se encuentra la sala.
topic-added = Tema añadido: { $topic }
topic-removed = Tema quitado: { $topic }
topic-remove = Quitar el tema { $topic }
room-kind = ¿Quién puede leerla?
room-kind-fact = Tipo
room-public = Sala pública
room-public-about = Quien tenga cuenta puede mirar dentro. Escriben quienes se unen.
room-group-about = Se ve su nombre. Solo leen y escriben quienes están dentro, y tú les abres.
room-language = Idioma de la sala

rules = Normas
rules-why = Quien se une las acepta. Un mensaje retirado nombra la regla que rompió.
rules-floor = En todas las salas
rules-own = En esta sala
rules-own-none = Aún no tiene propias. Las de arriba bastan para empezar.
rule-short = Regla { $number }, en una frase corta
rule-text = Qué significa, con palabras sencillas
rule-add = Añadir una regla
rule-remove = Quitar la regla { $number }
rule-half = Una regla tiene una frase corta y lo que significa. Escribe las dos.
templates = Empezar con reglas ya probadas
templates-why = Llenan los campos; cambia lo que quieras.
templates-replace = Ocupan el lugar de las reglas de arriba.
rules-new-version = Esto crea la versión { $version }. Quienes están en la sala la leen y aceptan antes de volver a escribir.

room-settings = Cambiar la sala
room-settings-heading = Cambiar { $room }
room-settings-lead = Lo que guardes aquí se ve enseguida.
room-settings-not-yours = Esto es para quienes cuidan la sala
room-settings-not-yours-why = Puedes leer lo acordado aquí y escribir en la sala.
room-fixed = Estos dos quedan como están. Para otro tipo o idioma, abre una sala nueva.
room-saved-rules = Guardado. Se pide a todo el mundo que lea las normas nuevas.
rest-heading = Dejar descansar la sala
rest-why = Se puede leer, pero no escribir. Útil para una noche sin nadie que modere.
rest-do = Dejarla descansar
rest-question = ¿Dejar descansar { $room }?
rest-changes = Nadie podrá escribir hasta que la abras de nuevo. Lo escrito queda y se puede leer.
rest-not = Dejarla abierta
rest-now = La sala descansa
reopen-why = Se puede leer, pero no escribir.
reopen-do = Abrirla de nuevo
close-heading = Cerrar la sala
close-why = Sale de la lista. Quienes están dentro pueden leerla un tiempo.
close-do = Cerrarla
close-question = ¿Cerrar { $room }?
close-changes = Sale de la lista y nadie puede escribir ni unirse. Quienes están dentro aún pueden leer lo dicho, un tiempo.
close-not = Conservarla

room-people = Gente
people-heading = Quién está en { $room }
people-asking = { $count ->
    [one] Una persona pide entrar en { $room }
   *[other] { $count } personas piden entrar en { $room }
  }
people-lead = Quién más está en la sala lo ven solo quienes la cuidan.
keepers = Quién cuida esta sala
keepers-none = Ahora no la cuida nadie.
keeper-stop = Relevar
keeper-stop-you = Dejar de cuidarla
keeper-stop-question = ¿Relevar a { $alias } en { $room }?
keeper-stop-question-you = ¿Dejar de cuidar { $room }?
keeper-stop-changes = Las demás personas la siguen cuidando. Quien deja de hacerlo sigue en la sala.
keeper-stop-last = Entonces no la cuida nadie, y todo el mundo lo ve. Mejor busca antes a alguien.
keeper-stopped = { $alias } ya no cuida esta sala.
keeper-stopped-you = Ya no cuidas { $room }. Sigues en ella.
keeper-add-label = Añadir a una persona de apoyo
keeper-add-hint = Por su alias. Entra en la sala y se ve cuándo está.
keeper-add = Añadir
keeper-added = Ahora { $alias } cuida esta sala.
members = Quiénes se unieron
members-count = { $count ->
    [one] 1 persona
   *[other] { $count } personas
  }
members-none = Todavía no se ha unido nadie.
member-since = Desde el { $date }
join-requests = Piden entrar
join-asks = Lo pidió { $ago }
join-invited-by = Invitación de { $alias }, { $ago }
join-let-in = { $alias } ya está en { $room }.
join-declined = Le dijimos a { $alias } que ahora no es posible.
let-in = Dejar entrar
let-in-name = Dejar entrar: { $alias }
invite = Invitar a alguien
invite-hint = Tal como aparece junto a sus palabras. Lee las normas y luego dice sí o no.
invite-do = Invitar
invited = { $alias } tiene tu invitación.

guidelines-heading = Lo que se acordó en { $room }
guidelines-version = Versión { $version }, vigente desde el { $date }
rules-everywhere = En todas las salas
rules-here = En esta sala
rules-you-accepted = Ya aceptaste esta versión.
rules-changed-since = Habías aceptado la versión { $version }. Para seguir escribiendo, acepta esta.
rules-not-yet = Estás en la sala, pero aún no las has aceptado.
rules-accept = Aceptar la versión { $version }
rules-accepted = Gracias. Puedes escribir de nuevo.
join = Unirme a la sala
join-why = Al unirte aceptas cuidar esto. Puedes irte cuando quieras.
look-on = Solo mirar
join-ask = Pedir entrar
join-group-why = Al pedirlo aceptas cuidar esto. Quienes cuidan el grupo ven tu alias y te responden.
join-asked = Pediste entrar.
join-asked-why = Cuando alguien te abra, la sala aparece en tu lista.
join-withdraw = Retirar la petición
join-invited = { $alias } te invita. Al aceptar te comprometes a cuidar esto.
join-accept = Aceptar la invitación
