// Package person keeps the people and companies that offices deal with (自然人与
// 法人): one entry per ID number or unified social credit code, which is the one
// key to their cases, licences and documents (一号). Numbers, telephones and
// addresses are sealed; screens show them masked; whoever looks behind the mask
// is recorded, and the person sees who looked (个人信息保护法 5–7, 44, 51).
//
// It also keeps who may act for whom: legal representatives (法定代表人) and staff
// of companies under recorded authority (经办人授权), and agents whom an applicant
// appoints with scope, purpose and end date (委托代理, 行政许可法 29(2)).
//
// Desks of other counters call the functions that take a transaction: Load,
// EnsureByNumber, MayActFor, PrincipalsOf, Look.
package person
