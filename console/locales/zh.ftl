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
date-day = {$year}年{$month}月{$day}日（{$weekday}）
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
level-province = 省级
level-prefecture = 市（州）级
level-county = 县（市、区）级
owed-by-executing = 没有下级的单位
owed-by-coordinating = 有下级的单位
owed-by-all = 全部单位
day-working = 工作日
day-weekend = 周末
day-holiday = 放假
day-make-up = 调休上班
event-due = 到期
event-opens = 开始报送
event-phase-start = 阶段开始
event-phase-end = 阶段结束
conduct-prompt = 全部按时报送
conduct-silent = 全部不报、不回复（看升级全过程）
conduct-script = 按脚本
instrument-listing = 挂牌督办通知书
instrument-interview = 约谈通知书
instrument-government-report = 报告地方党委政府
instrument-rectification-notice = 整改通知书
instrument-reminder-letter = 提醒敦促函
instrument-circular = 通报
instrument-delisting = 挂牌督办解除通知书
instrument-hand-over = 案件移送函
instrument-withdrawal = 撤回通知
instrument-incident-report = 紧急情况报告
instrument-incident-unanswered = 紧急情况催办
instrument-approval-request = 文书呈批
instrument-approval-reminder = 呈批催办
instrument-review-reminder = 审核催办
instrument-reply-reminder = 回复催办
instrument-task-reminder = 办理提醒
instrument-decision = 办理决定
instrument-returned = 退回补正通知
instrument-extended = 延期通知
instrument-waived = 免报通知
instrument-campaign-notice = 行动部署通知
instrument-reminder = 到期提醒
gantt-title = 时间安排图
gantt-description = {$from}至{$to}，共{$phases}个阶段、{$dues}项任务的期限；图下的表格列出同样的内容。
gantt-month = {$year}年{$month}月
gantt-off = 休
gantt-worked = 班
gantt-today = 今天
gantt-legend = 图例
gantt-phase = 阶段
gantt-phases = 阶段安排
gantt-due = 期限
gantt-dues = 任务期限
gantt-due-off = 期限在非工作日
gantt-provisional = （暂定，放假安排未公布）
gantt-cut = 时间跨度过长，图中只画到前800天；表格中是全部日期。
gantt-facts = 图中内容（表格）
gantt-from = 开始
gantt-to = 结束
gantt-obligation = 任务
gantt-owed-by = 报送单位
gantt-opens = 开始报送
gantt-kind = 当天
launch-title = 发起行动
launch-text = 行动计划（YAML）
launch-text-hint = 直接填写或粘贴，停顿片刻自动检查。没有现成的计划？
launch-example = 填入带说明的示例
launch-file = 或上传计划文件
launch-file-hint = 选择文件后点“检查”，文件内容替换左边的文字。
launch-conduct = 预演：各单位怎样表现
launch-script = 预演脚本
launch-script-file = 上传脚本文件
launch-script-text = 脚本内容
launch-check = 检查并预演
launch-blank = 填写或上传计划后，这里显示检查结果、时间表和预演。
launch-line = 第{$n}行
launch-more = 另有{$n}条未列出。
launch-more-bureaus = 只列出收到最多的单位，另有{$n}个未列出。
launch-problems = 计划有{$n}处问题，改正后才能发起
launch-warnings = {$n}条提示，发起前请留意
launch-sound = 计划没有问题
launch-issuer = 发起单位
launch-bureaus = 参加单位
launch-opens = 开始
launch-closes = 督办截止
launch-passed = {$all}项任务中有{$passed}项的期限已过：发起后，早该发出的文书会立即发出，日期为当天。
launch-nothing-passed = 各项任务的期限都还没有到。
launch-foreign = 计划的发起单位是{$issuer}，您只能以本单位（{$own}）的名义发起行动。
launch-taken = 编号{$id}已由{$who}于{$at}发起，不能再次发起；新的行动请另取编号。
launch-changed = 计划与确认时的不一致，或没有勾选确认，未予发起；请返回检查后重新确认。
launch-next = 下一步：确认发起
launch-collisions = 时间冲突
launch-no-collision = 没有期限、提醒或文书落在非工作日，也没有与其他行动冲突。
launch-holidays = 落在非工作日的期限、提醒和文书
launch-what = 事项
launch-named = 原定日期
launch-outcome = 处理
launch-due = 期限
launch-kept = 保持不变
launch-moved = 改到{$day}
launch-before = 提前{$span}的提醒
launch-full-days = 同一天到期过多，或与其他行动同日到期
launch-day = 日期
launch-items = 到期项数
launch-own = 本行动
launch-others = 其他行动
launch-whom = 单位
launch-and-others = {$first}等{$count}个单位
launch-rehearsal = 预演
launch-script-bad = 脚本有问题，以下按“全部按时报送”预演：
launch-script-refused = 脚本中有{$n}个动作不被受理，请检查脚本是否与计划相符。
launch-on-time = 按时
launch-late = 逾期报送
launch-waived = 免报
launch-missing = 到结束未报
launch-most-mails = 每单位每天邮件最多
launch-mean-mails = 有邮件之日平均
launch-load = 各单位每天收到的通知和文书
launch-load-hint = 数字为当天收到的件数，颜色随件数加深；灰色的日期不上班。
launch-month = 月份
launch-show = 显示
launch-sum = 合计
launch-notices = 将发出的提醒和文书（{$n}件）
launch-to = 发往
launch-from = 发出
launch-all = 全部
launch-instrument = 种类
launch-subject = 事由
launch-copies = 抄送{$n}个
launch-when = 时间
launch-event = 发生什么
launch-rung = 第{$n}级：{$document}
launch-reminder = 第{$n}次提醒
launch-timetable = 时间表
launch-timetable-hint = 没有人采取任何行动时，将依次发生的事项。
launch-previous = 上一页
launch-following = 下一页
launch-page = 第{$page}页，共{$pages}页
launch-confirm-title = 确认发起
launch-confirm-reach = {$issuer}发起，连同发起单位共{$count}个单位：
launch-count = {$n}个
launch-id = 编号
launch-obligations = 任务
launch-confirm-consequence = 确认后，部署通知立即发往各单位；提醒和文书此后按时间表自动发出。行动可以终止，已发出的文书不能收回。
launch-confirm-check = 已核对计划、参加单位和时间安排
launch-go = 发起行动
launch-back = 返回修改

### Integrations and calendar
