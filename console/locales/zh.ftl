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
nav-calendar = 日历
hooks-title = 接口
hooks-says = 把发生的事情及时告诉其他系统或工作群；也可以让其他系统把检查发现的问题隐患报进来。
hooks-tokens = 管理接口令牌
hooks-webhooks = 推送接口（{$n} 个）
hooks-delivered = 最近送达
hooks-never = 尚未送达
hooks-state = 状态
hooks-on = 启用
hooks-off = 停用
hooks-failing = 连续失败 {$n} 次，正在重试
hooks-add = 新增推送接口
hooks-field-name = 名称
hooks-field-bureau = 单位
hooks-field-format = 接收方
hooks-field-url = 接收地址
hooks-field-secret = 加签密钥
hooks-field-kinds = 推送内容
hooks-bureau-hint = 推送该单位及其下级单位的情况。
hooks-url-hint = 须以 https:// 开头。群机器人请填写其 Webhook 地址；地址中的密钥不会再显示。
hooks-secret-hint = 仅钉钉群机器人选择“加签”时填写，以 SEC 开头。标准接口的密钥由本系统生成。
hooks-format-standard = 标准接口
hooks-format-wecom = 企业微信群机器人
hooks-format-dingtalk = 钉钉群机器人
hooks-kind-notice = 通知文书
hooks-kind-obligation = 应报事项
hooks-kind-finding = 问题隐患
hooks-kind-listing = 挂牌督办
hooks-kind-incident = 紧急情况
hooks-kind-approval = 审批
hooks-and = 、
hooks-misfit-name = 名称为 1 至 60 个字，不能换行
hooks-misfit-no-url = 不是有效的地址，请以 https:// 加主机名填写
hooks-misfit-too-long = 地址过长，最多 2000 个字符
hooks-misfit-in-the-clear = 地址须以 https:// 开头，避免明文传输
hooks-misfit-login = 地址中不能包含用户名或密码
hooks-misfit-forbidden = 该地址不在允许推送的范围内；如需推送到内网，请由系统管理员修改设置 webhooks.allow_private
hooks-misfit-no-kinds = 请至少选择一类推送内容
hooks-misfit-format = 请选择接收方
hooks-misfit-secret-given = 只有钉钉群机器人需要填写密钥；标准接口的密钥由本系统生成
hooks-misfit-robot-secret = 钉钉加签密钥以 SEC 开头，请在机器人安全设置中复制
hooks-misfit-robot-rotates = 群机器人的密钥由其平台提供，请用新密钥重新设置推送接口
hooks-added = 推送接口已设置
hooks-secret-says = 接收方用这个密钥核验签名（Standard Webhooks 规范）：
hooks-rotated = 密钥已更换
hooks-rotated-says = 新密钥如下。24 小时内新旧密钥同时签名，请及时告知接收方：
hooks-told-once = 密钥只显示这一次，请立即保存。
hooks-back = 返回
hooks-made = 设置时间
hooks-acts = 操作
hooks-address = 地址
hooks-test = 发送测试消息
hooks-switch-on = 启用
hooks-switch-off = 停用
hooks-rotate = 更换密钥
hooks-rotate-confirm = 更换密钥？24 小时后旧密钥失效。
hooks-both-until = 新旧密钥同时有效，至 {$until} 止。
hooks-tries = 最近推送记录
hooks-tries-count = 共 {$n} 次，最新的在前
hooks-no-tries = 还没有推送过
hooks-tried-at = 时间
hooks-event = 事件
hooks-events = 条数
hooks-taken = 结果
hooks-took = 用时（毫秒）
hooks-answer = 对方答复
hooks-yes = 已接收
hooks-no = 未接收
hooks-inboxes-title = 报入接口
hooks-inboxes-says = 检查应用用签名消息报入问题隐患，以接口名称和所属单位登记。
hooks-inboxes = 报入接口（{$n} 个）
hooks-inbox-add = 新增报入接口
hooks-inbox-name-hint = 登记问题隐患时署这个名称。
hooks-inbox-added = 报入接口已设置
hooks-inbox-says = 请把消息发送到 {$address}，并用这个密钥签名（Standard Webhooks 规范）：
hooks-inbox-rotated-says = 新密钥如下。24 小时内新旧密钥的签名均有效，请及时告知对方：
fault-forged = 签名无效或已过期，未予受理
calendar-title = 日历订阅
calendar-says = 在手机或电脑的日历中订阅这个地址，即可看到本单位在各专项行动中的应报事项和期限，到期前一天提醒。知道地址的人都能查看，请勿外传；怀疑外泄时请更换。
calendar-choose = 查看
calendar-has = 已有订阅地址，由 {$by} 于 {$at} 生成。地址只在生成时显示一次。
calendar-none = 还没有订阅地址。
calendar-make = 生成订阅地址
calendar-renew = 更换地址
calendar-renew-confirm = 更换后，原地址立即失效。确定更换？
calendar-revoke = 停用地址
calendar-revoke-confirm = 停用后，已订阅的日历将不再更新。确定停用？
calendar-made = {$bureau}：订阅地址已生成
calendar-made-says = 请把下面的地址添加到日历的“订阅”中：
