# The duty clock, leave and relief

duty-amount-days = { $count ->
    [one] 1 día
   *[other] { $count } días
  }
duty-amount-hours = { $count } h
duty-amount-minutes = { $count } min
duty-left = quedan
duty-to-act = para actuar
duty-over = de retraso
duty-leave = Ausencia
duty-closed = Cerrada
duty-none = Sin reloj
