# Buscar salas

find-heading = ¿Con quién te gustaría sentarte?
find-lead = Las salas las cuidan personas con experiencia propia. Mira dentro antes de unirte; nadie ve que miras.
find-field = Buscar salas
find-placeholder = ¿De qué te gustaría hablar?
find-narrow = Acotar la lista
find-here = Con alguien que modera
find-open-now = Abiertas ahora
find-count = { $count ->
    [one] una sala
   *[other] { $count } salas
  }, { $kept ->
    [0] sin nadie que modere ahora
   *[other] en { $kept } modera alguien
  }
find-more = Más salas
find-nothing-called = Ahora no hay nada abierto que se llame «{ $words }»
find-nothing-fits = Ahora no hay ninguna sala abierta así
find-nothing-near = { $count ->
    [one] Hay otra sala abierta y puedes mirar sin unirte.
   *[other] Hay otras salas abiertas y puedes mirar sin unirte.
  }
find-nothing-at-all = Tampoco hay otra sala abierta. En Ayuda ahora hay alguien a toda hora.
find-show-all = Ver todas las salas
find-empty = Todavía no hay ninguna sala abierta
find-empty-why = Las abren las personas de apoyo. Vuelve más tarde; en Ayuda ahora hay alguien a toda hora.
find-empty-opens = Puedes abrir la primera. Lleva un nombre, una frase y sus normas.

private-group = Grupo privado
a-private-group = Un grupo privado
people-here = { $count ->
    [one] 1 persona
   *[other] { $count } personas
  }
room-open = Abrir
room-look = Mirar dentro
room-ask = Pedir entrar
room-answer = Te invitaron
room-asked = Pediste entrar
way-in-name = { $label }: { $room }
