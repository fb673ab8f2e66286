# El acuerdo de apoyo y el directorio de emisores

desk-agreement-version = Versión { $version }
desk-agreement-since = vigente desde { $moment }
desk-agreement-write = Escribir la versión { $version }
desk-agreement-hash = SHA-256 de los textos: { $hash }
desk-agreement-publish = Publicar la versión { $version }
desk-agreement-published = Rige la versión { $version }.
desk-draft-about = Todos los idiomas tienen las mismas cláusulas. Nada se envía antes de publicar.
desk-draft-leave = Dejarlo como está
desk-clause-title = Cláusula { $n }: título
desk-clause-text = Cláusula { $n }: texto
desk-clause-up = Subir
desk-clause-down = Bajar
desk-clause-remove = Quitar
desk-clause-add = Añadir una cláusula
desk-clause-incomplete = A esta cláusula le faltan palabras. Cada una necesita título y texto en los dos idiomas.
desk-clause-added = Cláusula nueva
desk-clause-changed = Cambiada
desk-clause-removed = Quitada
desk-difference = Diferencia
desk-difference-show = Mostrar la diferencia con la versión vigente
desk-difference-hide = Ocultar la diferencia
desk-difference-none = Ninguna palabra es distinta en este idioma.
desk-publish-question = ¿Publicar la versión { $version }?
desk-publish-changes = Se avisa a cada par de apoyo, con 14 días para aceptarla. Después su función queda en pausa hasta que lo haga.
desk-publish-stays = Se guardan la versión { $version } y quién la aceptó.
desk-versions = Todas las versiones
desk-versions-newest = la más nueva primero
desk-version-in-force = En vigor
desk-version-over = Pasada
desk-version-since = desde { $when }
desk-version-since-by = desde { $when }, por { $alias }
desk-version-accepted = la aceptaron
desk-version-waiting = { $count ->
    [one] Falta que 1 la acepte
   *[other] Falta que { $count } la acepten
  }
desk-version-changed = Qué cambió frente a la versión { $version }
desk-version-whole = Mostrar el texto completo
desk-version-hide = Ocultar el texto completo

desk-issuers-lead = Quien presenta una solicitud elige de este directorio. La zona horaria dice cuándo termina un último día.
desk-issuers-find = Buscar por nombre, clave o nota
desk-issuers-none = Ningún emisor contiene «{ $words }»
desk-issuers-empty = El directorio está vacío
desk-issuers-empty-why = Agrega los que emiten los certificados de la gente de aquí.
desk-issuers-none-why = Añade uno cuando lo conozcas, o busca menos.
desk-issuers-state = Estados y territorios
desk-issuers-national = Organismos nacionales
desk-issuer-add = Añadir un emisor
desk-issuer-no-registry = aún sin registro
desk-issuer-no-zone = última zona del planeta
desk-issuer-key = Clave
desk-issuer-key-hint = Corta y duradera: us-or para un estado, una palabra para un organismo nacional.
desk-issuer-name = Nombre
desk-issuer-zone = Zona horaria
desk-issuer-zone-hint = Como America/Chicago. Sin ella, el último día termina donde más tarde acaba en el planeta.
desk-issuer-registry = Registro
desk-issuer-registry-hint = La dirección https donde se consultan sus certificados.
desk-issuer-note = Nota para quien revisa
desk-issuer-save = Guardar el emisor
desk-issuer-remove = Sacar del directorio
desk-issuer-remove-question = ¿Sacar { $name } del directorio?
desk-issuer-remove-changes = Ya nadie puede elegirlo.
desk-issuer-remove-stays = Los certificados que lo nombran quedan como están.
desk-issuer-removed = { $name } ya no está en el directorio.
desk-issuer-other = Otro, por su nombre
