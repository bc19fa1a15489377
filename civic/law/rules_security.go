package law

var securityRules []Rule
