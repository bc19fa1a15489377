// Package casework is the counter for cases (办件): a person or company applies
// for one service item, the comprehensive window (综合窗口) receives it and ends
// intake in exactly one of the five lawful ways, the department's approval
// office (审批办) grants or refuses, the result is handed out, the case closes.
// The law is the Administrative Licensing Law (行政许可法) arts. 29–45. Window
// clerks accept and cannot approve; approvers decide and cannot accept. Silence
// of five working days after receipt means acceptance from the day of receipt,
// which the clock declares and nobody can prevent.
package casework
