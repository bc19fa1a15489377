package law

var licensingRules []Rule
