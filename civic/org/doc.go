// Package org knows the city's organisation (机构): the divisions 行政区划 from the
// city to the community, the units 单位 that stand on them (人民政府, 政务服务中心,
// 便民服务站, 部门, 审批办, 窗口, 监督机构), the posts 岗位 of each unit with their
// duties 职责, who holds them from which day to which, and the documents 授权文件
// under which a window acts in the name of a department.
//
// One approval office per department, seated in the centre; window clerks belong
// to the centre and not to the departments (两集中两到位, 综合窗口). Only the
// security administrator grants posts, nobody to themselves, and no two duties
// that must not meet to one person: see tongban/civic/access, incompatible.go.
package org
