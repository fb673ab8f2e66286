# El marco de la consola: navegación, barra, teclas, la entrada

desk-nav-now = Ahora
desk-nav-duty = Turnos
desk-nav-supporters = Pares de apoyo
desk-nav-contact = Contacto
desk-nav-links = Enlaces
desk-nav-texts = Textos
desk-nav-agreement = Acuerdo
desk-nav-issuers = Emisores
desk-nav-accounts = Cuentas
desk-nav-more = Más
desk-tab-people = Gente
desk-to-the-rooms = A las salas
desk-back-to-contact = Volver a los mensajes
desk-back-to-supporters = Volver a la lista
desk-count-over = { $count ->
    [one] 1 vencida
   *[other] { $count } vencidas
  }
desk-count-overdue = fuera de plazo
desk-count-waiting = en espera

desk-as-of = Datos de { $ago }
desk-loading = Cargando
desk-not-loaded = No se pudo cargar
desk-nobody = Nadie
desk-you-name = Tú
desk-and-more = y { $count } más
desk-the-server = el servidor
desk-the-rules = las reglas
desk-soonest-first = primero las que antes se cierran
desk-longest-first = primero lo que más espera
desk-count-longest-first = { $count }, primero lo que más espera
desk-all-of-them = Ver todo ({ $count })
desk-show-more = Mostrar más
desk-show-table = Mostrar como tabla
desk-hide-table = Ocultar la tabla
desk-field-missing = Este dato hace falta.
desk-what-changes = Qué cambia:
desk-what-stays = Qué queda:
desk-history = Qué pasó antes
desk-history-none = Todavía nada.
desk-unit-waiting = de espera
desk-unit-since = de antigüedad
desk-ago-seconds = hace { $count } s

desk-keys = Teclas
desk-key-next = siguiente, anterior
desk-key-open = abrir
desk-key-claim = me ocupo
desk-key-release = soltar
desk-key-commands = todos los comandos
desk-key-keys = teclas
desk-key-measure = elegir
desk-key-decide = decidir
desk-key-escape = cierra lo que está encima; tres veces: salir al instante
desk-keys-off = Las teclas sueltas se pueden apagar.
desk-commands = ¿Qué quieres hacer?
desk-commands-label = Una página, un acto o una sala. Entrar toma lo primero.
desk-commands-none = Nada se llama así.
desk-command-clock = Reloj de { $room }
desk-command-refresh = Mirar otra vez

desk-door-sign-in = Entra para abrir la consola
desk-door-sign-in-why = Es la misma cuenta que en las salas. Después se abre esta página.
desk-door-not-staff = La consola es para el equipo
desk-door-not-staff-why = Tu cuenta está bien y tus salas siguen donde estaban. Si te toca una parte aquí, el equipo puede dártela.
desk-door-to-rooms = A tus salas
desk-door-unknown = Aquí no hay ninguna página
desk-door-unknown-why = La dirección puede ser antigua, o le falta una letra.
desk-door-to-now = A lo que te necesita ahora

desk-density = Qué tan juntas van las filas
desk-density-usual = Normal
desk-density-usual-about = 44 px
desk-density-close = Juntas
desk-density-close-about = 32 px
desk-density-where = Solo donde hay ratón o algo parecido, y solo en este dispositivo.
