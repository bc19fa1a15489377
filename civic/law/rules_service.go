package law

var serviceRules []Rule
