# La instalación: sus nodos, el camino entre ellos, la base de datos

desk-bus-trouble = Los nodos no se oyen al instante.
desk-bus-trouble-why = Lo que se escribe en uno llega a la gente de los otros cerca de un segundo después. Nada se pierde y nadie se desconecta. Quien lleva el servidor debería mirar Redis.
desk-ack-trouble = Un corte de luz puede llevarse mensajes ya confirmados.
desk-ack-trouble-why = La base de datos está puesta para no esperar a su disco. Quien lleva el servidor puede cambiarlo.

desk-server = El servidor
desk-server-nodes = Nodos
desk-server-node = { $count ->
    [one] 1 conexión, versión { $version }
   *[other] { $count } conexiones, versión { $version }
  }
desk-server-node-silent = Sin señal desde hace { $length }.
desk-server-bus = Entre ellos
desk-server-bus-alone = Hay un solo nodo, así que nada está en camino.
desk-server-bus-works = Lo que pasa en uno se oye al instante en los otros.
desk-server-bus-degraded = Miran en la base de datos si hay algo nuevo, dos veces por segundo.
desk-server-database = Base de datos
desk-server-database-answered = { $engine }, respondió en { $ms } ms
desk-server-ack = «Enviado» significa
desk-server-ack-single = Está en el disco de la base de datos. Resiste una caída y un corte de luz.
desk-server-ack-ha = Está en los discos de dos bases de datos. Resiste la pérdida de una.
desk-server-ack-unsafe = Resiste una caída, pero no un corte de luz.
