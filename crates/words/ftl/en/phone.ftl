# The team member's app.
today = Today
doors-done = { $met }/{ $all ->
    [one] 1 household
   *[other] { $all } households
}
