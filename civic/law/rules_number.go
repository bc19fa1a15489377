package law

var numberRules []Rule
