// Package account lets people in (账户与登录): one account per natural person,
// password and one-time code, sessions that expire, and the middleware that puts
// access.Who into every request (GB/T 22239-2019 8.1.4.1–2).
//
// What holds: a password is kept as argon2id only; staff always need a second
// factor; five wrong tries pause a login for fifteen minutes whether it exists or
// not; a one-time code is taken once; signing out works at once on this node and
// within seconds on others; the system administrator opens and closes accounts
// and never grants duties (civic/org does, through the security administrator).
//
// Room for other doors: password.go and totp.go are one way to prove who somebody
// is. Whatever proves it — an OIDC provider, a certificate — ends in the same call,
// Desk.admit, which opens the session; its Method is kept with the act. A new
// door brings its own table of outside subject → account, and no stub waits here.
package account
