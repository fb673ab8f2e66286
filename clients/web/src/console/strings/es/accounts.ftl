# Las cuentas y sus funciones

desk-accounts-lead = Aquí se dan y quitan funciones, y se puede pausar una cuenta. Quien tiene la sesión abierta lo nota enseguida.
desk-accounts-field = Buscar por alias
desk-accounts-none = Nadie se llama «{ $words }»
desk-accounts-none-why = Prueba con el comienzo del alias.
desk-account-change = Cambiar
desk-account-question = ¿Qué puede hacer { $alias }?
desk-account-self = Es tu propia cuenta. Déjate la función de equipo, o alguien más tendrá que devolvértela.
desk-account-suspended = en pausa
desk-roles = Funciones
desk-roles-save = Guardar las funciones
desk-role-supporter = Apoyo entre pares
desk-role-supporter-about = Abre salas y las cuida.
desk-role-staff = Equipo
desk-role-staff-about = Lleva este servidor: salas, funciones, cuentas.
desk-role-oversight = Supervisión
desk-role-oversight-about = De guardia por encima de las salas, por la seguridad de la gente.
desk-suspend = Pausar la cuenta
desk-suspend-question = ¿Pausar la cuenta de { $alias }?
desk-suspend-changes = Se cierran todas sus sesiones y no puede entrar. Lo que escribió queda. Aquí mismo lo puedes deshacer.
desk-suspended = La cuenta de { $alias } está en pausa.
desk-unsuspend = Dejar entrar otra vez
desk-unsuspended = { $alias } puede entrar otra vez.
