# Texts of the console, English. Every key stands in both files with the same arguments; a test sees to it.

### Common
app-name = Duban
app-line = Duban: supervise until done
skip-to-content = Skip to content
nav-label = Main
nav-overview = Overview
nav-inbox = Inbox
nav-findings = Findings
nav-listings = Listings
nav-incidents = Urgent matters
nav-notices = Notices
nav-league = League table
nav-launch = Launch
nav-audit = Audit
nav-users = Users
nav-integrations = Integrations
sign-out = Sign out
other-language = 中文
other-language-code = zh
date-full = {$weekday}, {$year}-{$month}-{$day} {$time}
weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday

### Faults
fault-home = Back to the overview
fault-status = The request was not taken ({$status})
fault-not-signed-in = Please sign in first
fault-forbidden = Not permitted
fault-forbidden-detail = Your role or bureau may not do this: {$action}.
fault-foreign-origin = The request did not come from a page of this console and was not taken
fault-not-found = Not found, or not within what you may see
fault-unfit = Something entered will not do; nothing was changed
fault-refused = Refused
fault-conflict = In conflict with how things stand
fault-too-large = Too large
fault-too-large-detail = At most {$n} MiB.
fault-too-many = Too many requests
fault-too-many-detail = Please try again in {$n} seconds.
fault-unavailable = Nothing behind answers at the moment; the ledger will show whether it was done
fault-internal = A fault of this program; it has been recorded

### Roles and acts
role-planner = planner
role-leader = leader
role-officer = officer
role-observer = observer
role-administrator = administrator
action-see = look at this
action-launch = launch a campaign
action-cancel = call a campaign off
action-submit = submit
action-review = review submissions
action-relieve = extend or waive
action-approve = approve
action-void = void documents
action-acknowledge = acknowledge documents
action-handle-finding = handle findings
action-inspect-finding = inspect findings
action-supervise = put under listed supervision
action-rectify = answer a listing
action-report-incident = report urgent matters
action-take-note = take note of urgent matters
action-report-figures = report figures
action-circulate = publish a league table
action-subscribe = subscribe to calendars
action-keep-users = keep users
action-integrate = keep integrations
action-audit = read the audit log

### Signing in, account, users, tokens, audit

### Overview

### Campaign
campaign-issued = Launched by {$issuer}
campaign-bureaus = Bureaus
campaign-done = Submitted
campaign-on-time = On time
campaign-overdue = Overdue
campaign-matrix = Matrix
campaign-live = updates by itself
campaign-legend = Legend
campaign-nobody = No bureau has recorded anything yet; this page will show it by itself.
campaign-bureau = Bureau
campaign-sum = Sum
campaign-columns = Obligations
campaign-number = No.
campaign-obligation = Obligation
campaign-due = Due
campaign-owed = Owed
campaign-row-changed = {$bureau} has changed: {$done} of {$total} submitted
sign-ontime = ✓
sign-late = L
sign-review = R
sign-open = ○
sign-overdue = !
sign-pending = ·
sign-waived = W
sign-missing = ✕
cell-ontime = done on time
cell-late = done late
cell-review = waits for review
cell-open = open
cell-overdue = overdue
cell-pending = not yet open
cell-waived = waived
cell-missing = missing at the close

### Bureau

### Inbox

### Findings

### Listings

### Incidents

### Notices and documents

### League tables

### Launch and Gantt

### Integrations and calendar
