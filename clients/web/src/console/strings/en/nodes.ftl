# The installation: its nodes, the way between them, the database

desk-bus-trouble = The nodes cannot hear each other at once.
desk-bus-trouble-why = What is written on one reaches people on the others about a second later. Nothing is lost and nobody is disconnected. Whoever runs the server should look at Redis.
desk-ack-trouble = A power cut can take messages that were acknowledged.
desk-ack-trouble-why = The database is set not to wait for its disk. Whoever runs the server can change that.

desk-server = The server
desk-server-nodes = Nodes
desk-server-node = { $count ->
    [one] 1 connection, version { $version }
   *[other] { $count } connections, version { $version }
  }
desk-server-node-silent = Not heard for { $length }.
desk-server-bus = Between them
desk-server-bus-alone = There is one node, so nothing is on its way.
desk-server-bus-works = What happens on one is heard on the others at once.
desk-server-bus-degraded = They look into the database for news, twice a second.
desk-server-database = Database
desk-server-database-answered = { $engine }, answered in { $ms } ms
desk-server-ack = “Sent” means
desk-server-ack-single = It is on the disk of the database. It outlives a crash and a power cut.
desk-server-ack-ha = It is on the disks of two databases. It outlives the loss of one.
desk-server-ack-unsafe = It outlives a crash, but not a power cut.
