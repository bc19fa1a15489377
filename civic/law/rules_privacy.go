package law

var privacyRules []Rule
