// Package ledger is the public log of official acts (公务行为账本). Each act's
// commitment is a leaf of one RFC 6962 Merkle tree, published as C2SP tlog-tiles
// with signed C2SP checkpoints, so that no act can be changed, backdated or
// removed without anybody being able to see it. The leaves say nothing about
// anybody; who may see an act gets a receipt (回执) that proves it.
//
// One leader sequences at a time, yet safety does not rest on the election: the
// head moves by compare-and-set in the transaction that places the acts, so two
// leaders never fork the tree.
//
// Verifying needs no database: VerifyReceipt, VerifyLedger, RunVerify.
package ledger
