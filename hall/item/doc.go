// Package item keeps the service catalogue (政务服务事项): what can be applied
// for, at which office, with which materials, in what time, at what fee and by
// which law. It serves the citizen who reads a guide (办事指南), the editor who
// writes it, the reviewer who lets it out, and the counter that handles cases
// under it.
//
// A version (版本) that was published never changes: a case keeps the version it
// was filed under. Nothing is published while one of the six publics (六公开:
// 内容、程序、依据、材料、时限、收费) is missing; the refusal lists every gap with
// its rule. Law: 行政许可法 29–31, 33, 58; 优化营商环境条例 35, 36, 43, 44;
// 国务院关于在线政务服务的若干规定 6, 7. Data: GB/T 39554, GB/T 39046-2020.
package item
