# Texts of the console, 中文. Every key stands in both files with the same arguments; a test sees to it.

### Common
app-name = 督办
app-line = 督办：督到办成为止
skip-to-content = 跳到正文
nav-label = 主导航
nav-overview = 总览
nav-inbox = 待办
nav-findings = 问题隐患
nav-listings = 挂牌督办
nav-incidents = 紧急情况
nav-notices = 文书
nav-league = 排名通报
nav-launch = 发起行动
nav-audit = 审计
nav-users = 用户
nav-integrations = 接口
sign-out = 退出
other-language = English
other-language-code = en
date-full = {$year}年{$month}月{$day}日（{$weekday}）{$time}
weekday-mon = 星期一
weekday-tue = 星期二
weekday-wed = 星期三
weekday-thu = 星期四
weekday-fri = 星期五
weekday-sat = 星期六
weekday-sun = 星期日

### Faults
fault-home = 回到总览
fault-status = 请求未被接受（{$status}）
fault-not-signed-in = 请先登录
fault-forbidden = 无权操作
fault-forbidden-detail = 您的角色或单位不能进行此项操作：{$action}。
fault-foreign-origin = 请求不是从本系统页面发出的，未予受理
fault-not-found = 没有找到，或者不在您可查看的范围内
fault-unfit = 填写的内容有问题，未予受理
fault-refused = 未予受理
fault-conflict = 与现有情况冲突
fault-too-large = 内容过大
fault-too-large-detail = 最多 {$n} MiB。
fault-too-many = 操作过于频繁
fault-too-many-detail = 请在 {$n} 秒后再试。
fault-unavailable = 后台暂时没有应答；是否已办理，请以台账为准，稍后再看
fault-internal = 系统出错，已记录

### Roles and acts
role-planner = 计划员
role-leader = 领导
role-officer = 经办人
role-observer = 观察员
role-administrator = 管理员
action-see = 查看
action-launch = 发起行动
action-cancel = 终止行动
action-submit = 报送
action-review = 审核
action-relieve = 延期或免报
action-approve = 审批
action-void = 作废
action-acknowledge = 签收
action-handle-finding = 办理问题隐患
action-inspect-finding = 督查问题隐患
action-supervise = 挂牌督办
action-rectify = 落实挂牌整改
action-report-incident = 紧急报告
action-take-note = 知悉紧急情况
action-report-figures = 填报数据
action-circulate = 印发排名通报
action-subscribe = 日历订阅
action-keep-users = 管理用户
action-integrate = 管理接口
action-audit = 审计

### Signing in, account, users, tokens, audit

### Overview

### Campaign
campaign-issued = {$issuer}发起
campaign-bureaus = 参加单位
campaign-done = 已报送
campaign-on-time = 按时
campaign-overdue = 逾期未报
campaign-matrix = 进度矩阵
campaign-live = 自动更新
campaign-legend = 图例
campaign-nobody = 各单位尚未收到部署，稍后会自动显示。
campaign-bureau = 单位
campaign-sum = 合计
campaign-columns = 各项任务
campaign-number = 序号
campaign-obligation = 任务
campaign-due = 截止
campaign-owed = 应报
campaign-row-changed = {$bureau}有变化：已报送 {$done}/{$total}
sign-ontime = ✓
sign-late = 迟
sign-review = 审
sign-open = ○
sign-overdue = 逾
sign-pending = ·
sign-waived = 免
sign-missing = 缺
cell-ontime = 按时完成
cell-late = 逾期完成
cell-review = 待审核
cell-open = 进行中
cell-overdue = 逾期未报
cell-pending = 未开始
cell-waived = 免报
cell-missing = 到结束未报

### Bureau

### Inbox

### Findings

### Listings

### Incidents

### Notices and documents

### League tables

### Launch and Gantt

### Integrations and calendar
