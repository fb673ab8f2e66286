# The duty clock, leave and relief

duty-amount-days = { $count ->
    [one] 1 day
   *[other] { $count } days
  }
duty-amount-hours = { $count } h
duty-amount-minutes = { $count } min
duty-left = left
duty-to-act = to act
duty-over = over
duty-leave = Leave
duty-closed = Closed
duty-none = No clock
