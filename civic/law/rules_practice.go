package law

var practiceRules []Rule
