# Ứng dụng trên điện thoại của tổ viên.

## Khung
main-menu = Các mục chính
today = Hôm nay
alleys = Ngõ
lessons = Bài học
sync = Gửi nhận
back = Quay lại
save = Lưu
cancel = Thôi
go-on = Tiếp tục
later = Để sau
search = Tìm hộ
search-by = Tên, mã hộ hoặc số điện thoại
nothing-found = Không thấy hộ nào. Thử gõ ít chữ hơn.
first-found = Đây là { $count } hộ đầu. Còn hộ khác, gõ thêm chữ.
found-near = Gần giống, khác một dấu hoặc một chữ:
speak = Tiếng Việt
new-version = Có bản mới của ứng dụng.
take-new-version = Dùng bản mới
long-day = { $weekday ->
    [1] thứ Hai
    [2] thứ Ba
    [3] thứ Tư
    [4] thứ Năm
    [5] thứ Sáu
    [6] thứ Bảy
   *[7] Chủ nhật
} { $date }
today-at = hôm nay { $time }

## Trên đầu màn hình
no-network = Không có mạng
no-network-unsent = Không có mạng · { $count } chưa gửi
talking = Đang gửi nhận…
contact-failed = Chưa liên lạc được
all-sent = Đã gửi hết
unsent = { $count } chưa gửi

## Lần đầu
welcome = Từng Nhà
enter-code = Nhập mã do tổ trưởng hoặc cán bộ xã cấp cho bạn.
code = Mã mở ứng dụng
code-hint = Chữ và số, ví dụ ABCD-2345. Mỗi mã dùng một lần.
code-too-short = Mã còn thiếu. Xem lại tờ giấy hoặc tin nhắn có mã.
code-unknown = Không có mã này. Xem lại từng chữ, hoặc xin mã mới.
code-used = Mã này đã dùng rồi. Xin tổ trưởng hoặc cán bộ xã mã mới.
code-expired = Mã này đã hết hạn. Xin tổ trưởng hoặc cán bộ xã mã mới.
checking-code = Đang xem mã…
code-of = Mã này của { $name }, { $commune }.
too-many-tries = Thử quá nhiều lần. Đợi một lúc rồi thử lại.
scan = Quét mã QR
no-camera = Không đọc được mã bằng máy ảnh này. Hãy gõ mã vào ô trên.
viewfinder = Hình từ máy ảnh
choose-pin = Đặt mã PIN
choose-pin-why = Từ 6 số trở lên. Mã PIN giữ kín thông tin của bà con khi điện thoại bị mất.
pin = Mã PIN
pin-again = Gõ lại mã PIN
pins-differ = Hai lần gõ không giống nhau.
pin-too-short = Mã PIN cần ít nhất 6 số.
pin-too-long = Mã PIN nhiều nhất 12 số.
pin-not-digits = Mã PIN chỉ gồm chữ số.
pin-too-easy = Mã PIN này dễ đoán. Đừng dùng số lặp lại hoặc liền nhau.
enrol = Bắt đầu dùng
other-code = Nhập mã khác
enrol-needs-network = Lần đầu cần có mạng. Ra chỗ có sóng rồi thử lại; mã vẫn còn dùng được.
enrol-server-away = Máy chủ chưa trả lời. Đợi một lúc rồi thử lại; mã vẫn còn dùng được.
server-away = Máy chủ chưa trả lời. Ứng dụng sẽ tự thử lại; việc đã ghi vẫn còn trong máy.
holds-work-of = Bạn là { $name }: nhập mã mới, không mất gì. Không phải { $name }: việc chưa gửi của { $name } được cất riêng, chỉ { $name } mở lại được.
revoked = Xã đã khóa máy này, danh sách trên máy đã xóa. Muốn dùng lại, xin mã mới.
locked-out = Sai mã PIN 10 lần nên ứng dụng đã khóa. Xin mã mới để mở lại; việc chưa gửi vẫn còn.
forgotten-pin = Nhập mã mới để đặt lại mã PIN. Việc chưa gửi vẫn còn.

## Mở khóa
hello = Chào { $name }
unlock = Mở khóa
forgot-pin = Quên mã PIN
wrong-pin = Sai mã PIN. Còn thử được { $left } lần.
lock = Khóa ứng dụng
locked-meanwhile = Ứng dụng đã khóa. Mở khóa rồi làm tiếp.
no-store = Trình duyệt không cho lưu
no-store-what-to-do = Có thể bạn đang mở ở chế độ ẩn danh hoặc máy đã hết chỗ. Mở lại ở cửa sổ thường, xóa bớt ảnh, rồi thử lại.
store-problem = Không ghi được vào máy ({ $name }). Xóa bớt ảnh hoặc ứng dụng cho rộng chỗ rồi thử lại.

## Hôm nay
first-sync = Đang tải danh sách hộ lần đầu…
no-households = Chưa có hộ nào được giao cho tổ của bạn. Hỏi cán bộ xã.
of-households = /{ $count } hộ
met-in-month = đã gặp trong tháng { $month }
have-five = { $count } hộ đủ 5 nhóm ★
progress-line = Tháng { $month }: đã gặp { $met }/{ $all } hộ, { $five } ★
team-progress = Cả tổ: { $met }/{ $all } hộ đã gặp, { $five } hộ đủ 5 nhóm
meter = Đã gặp { $met } trong { $all } hộ, { $five } hộ đủ 5 nhóm
promised-today = Đã hẹn
next-doors = Nhà kế tiếp trên đường
near-me = Gần tôi
near-doors = Nhà gần tôi
on-the-way = Theo đường đi
metres = { $metres } m
all-doors-done = Tháng này đã đi hết các nhà của bạn.

## Cửa nhà
door-never-visited = chưa đến lần nào
door-met = đã gặp tháng này
door-not-yet = tháng này chưa đến
door-not-met = vắng, từ chối tháng này
door-follow-up = có hẹn
door-all-five = đủ 5 nhóm
door-moved-away = đã chuyển đi
promised = hẹn { $day }
promised-for = hẹn { $day }: { $reason }
overdue = quá hạn từ { $day }
overdue-for = quá hạn từ { $day }: { $reason }
absent-times = vắng { $count } lần, thử giờ khác
absent-on = vắng hôm { $day }
refused-on = từ chối hôm { $day }
groups-left = còn { $count } nhóm

## Ngõ
my-households = Hộ của tôi
whole-team = Cả tổ
no-alley = Chưa rõ ngõ
lane-count = { $met }/{ $all } · { $five } ★

## Hộ
household = Hộ
household-code = Hộ { $code }
needs-newer-app = Cần bản mới của ứng dụng để xem và ghi ở đây. Có mạng thì vào Gửi nhận, bấm “Lấy bản mới”. Việc đã ghi vẫn còn.
newer-records = Có { $count } mục trên máy cần bản mới của ứng dụng mới xem được. Không mất gì, việc đã ghi vẫn còn. Có mạng thì vào Gửi nhận, bấm “Lấy bản mới”.
newer-here = Còn { $count } mục ở đây cần bản mới của ứng dụng mới xem được.
household-not-here = Hộ này không còn trong máy bạn. Có thể hộ đã giao cho tổ khác.
household-moved-away = Hộ này đã chuyển đi khỏi xã.
household-has-five = Có người đủ 5 nhóm ★
household-lacks = Còn { $count } nhóm nữa là có người đủ 5: { $groups }
residents = Người trong hộ
unconfirmed = chưa hỏi lại
erased = (đã xóa)
children-count = { $count } trẻ em, chỉ ghi số lượng
no-skills-yet = Chưa ghi nhận kỹ năng nào.
told = nghe kể
call = Gọi { $number }
open-map = Mở bản đồ
promises = Đã hẹn
finish-follow-up = Xong việc đã hẹn
hand-on = Nhờ người khác trong tổ
follow-up-handed-on = Đã nhờ người khác.
follow-up-done = Đã ghi là xong.
finish-ask = Ghi là xong việc đã hẹn?
hand-on-ask = Nhờ { $name }?
hand-on-yes = Nhờ
told-differently = Hai người ghi khác nhau
also-told = Cũng được ghi là: { $other }
history = Các lần trước
met-people = { $people ->
    [0] đã gặp
   *[other] gặp { $people } người
}, { $minutes } phút
kept = Đã ghi { $when }: { $what }
next-door = Nhà kế tiếp: { $code } { $head }
back-to-today = Về Hôm nay
go-on-visit = Ghi tiếp, chưa bấm Xong
doubtful-time = có thể sai giờ
correct = Sửa thông tin
group-name = { $id ->
    [dvctt] dịch vụ công
    [thanh-toan] thanh toán
    [mua-sam] mua sắm
    [tu-bao-ve] an toàn
   *[other] nền tảng số
}
group-short = { $id ->
    [dvctt] DV
    [thanh-toan] TT
    [mua-sam] MS
    [tu-bao-ve] AT
   *[other] NT
}
groups-legend = DV dịch vụ công · TT thanh toán · MS mua sắm · NT nền tảng số · AT an toàn
group-passed = đạt
group-begun = đạt { $done } trong { $all }
group-unknown = chưa ghi nhận
topic-short = { $number ->
    [1] Dịch vụ công
    [2] Thanh toán
    [3] Mua bán
    [4] Nền tảng số
    [5] An toàn
   *[6] Khác
}
topic-name = { $number ->
    [1] Dịch vụ công trực tuyến
    [2] Thanh toán không tiền mặt
    [3] Mua bán trên sàn
    [4] Nền tảng số Việt Nam
    [5] An toàn trên mạng
   *[6] Việc mới của xã
}
level-not-yet = Chưa
level-with-help = Có người kèm
level-alone = Tự làm
level-teaches = Dạy lại được

## Ghi lần đến nhà
record-visit = Ghi lần đến nhà
draft-kept = Chưa bấm { $button }, máy còn giữ
draft-not-kept = Máy hết chỗ, chưa giữ được phần đang ghi. Xóa bớt ảnh rồi bấm lại.
draft-gone = Phần này đã được ghi, hoặc đã bỏ, ở cửa sổ khác.
outcome-met = Gặp
outcome-absent = Vắng nhà
outcome-refused = Từ chối
outcome-moved = Chuyển đi
moved-hint = Nhà không còn ai ở. Cán bộ xã sẽ xem lại.
who-was-met = Đã gặp ai
say-who-was-met = Bấm chọn người đã gặp.
say-outcome = Bấm chọn: gặp, vắng nhà, từ chối hay chuyển đi.
promise-done = Xong rồi
promise-not-yet = Chưa
promise-again = Hẹn ngày khác
add-person = + Thêm
what-was-taught = Đã hướng dẫn
more-skills = Kỹ năng khác
only-told = Chỉ nghe kể, chưa thấy làm
last-time = Lần trước: { $level }, { $day }
skills-need-consent = Hộ chưa đồng ý cho ghi nên chưa ghi được kỹ năng và ghi chú. Vẫn ghi được là đã gặp và đã hướng dẫn gì.
time-and-note = Số phút, ghi chú
minutes = Số phút
minutes-hint = Để trống thì tính từ lúc mở trang này.
note = Ghi chú
note-hint = Không ghi số căn cước, mật khẩu, OTP hay số dư.
come-again = Hẹn lại
tomorrow = Mai
in-three-days = 3 ngày
in-a-week = 1 tuần
other-day = Ngày khác
what-for = Hẹn để làm gì
discard = Bỏ, không ghi
discard-ask = Bỏ phần đang ghi?
discard-told = Những gì đã chọn và đã gõ ở đây mất hẳn, không lấy lại được.
done = Xong
visit-recorded = Đã ghi.

## Xin phép
consent = Xin phép ghi
no-consent-yet = Hộ chưa đồng ý cho ghi tên người, số điện thoại và kỹ năng.
ask-consent = Đọc lời xin phép
consent-now = Xin phép ghi tên người trong nhà
nobody-named = Chưa có tên ai trong nhà này.
ask-name = Hỏi tên
read-aloud = Đọc chậm cho bà con nghe:
consent-text-who = Tôi là { $name }, tổ viên tổ công nghệ số cộng đồng theo quyết định của { $controller }.
consent-text-what = Xin phép ghi họ tên, năm sinh người lớn trong nhà, số điện thoại và những kỹ năng số mỗi người đã làm được, để tổ biết mà giúp tiếp và xã tính số chung.
consent-text-not = Chúng tôi không ghi số căn cước, mật khẩu, mã OTP, số dư. Chúng tôi không gọi điện bảo chuyển tiền hay cài ứng dụng.
consent-text-rights = Bà con có quyền xem, sửa, rút lại sự đồng ý hoặc xin xóa bất cứ lúc nào; không đồng ý vẫn được hướng dẫn như mọi nhà.
consent-text-version = Lời xin phép, bản { $version }
how-agreed = Bà con đồng ý bằng cách nào
way-tapped = Tự bấm trên máy
way-signed = Ký giấy
way-said = Nói trước người làm chứng
agreed = Hộ đồng ý
not-agreed = Không đồng ý
consent-recorded = Đã ghi là hộ đồng ý.
consent-given = Hộ đã đồng ý ngày { $day } ({ $way }), bản { $version }.
withdraw-what-happens = Khi hộ rút lại, từ nay không ghi thêm gì về người trong nhà. Muốn xóa cả những gì đã ghi, báo cán bộ xã.
withdraw = Hộ rút lại sự đồng ý
withdraw-ask = Ghi là hộ rút lại sự đồng ý?
consent-withdrawn = Đã ghi là hộ rút lại sự đồng ý.

## Thêm và sửa
add-household = Thêm hộ
household-added = Đã thêm hộ.
village = Thôn
alley = Ngõ
head = Chủ hộ
head-needed = Ghi họ tên chủ hộ.
address = Địa chỉ
address-hint = Ngắn thôi, ví dụ: sau nhà văn hóa
trade = Ngành nghề
trade-hint = Làm hoặc bán gì. Để trống nếu không kinh doanh.
maybe-there-already = Có thể hộ này đã có trong máy:
add-resident = Thêm người
resident-added = Đã thêm người.
residents-need-consent = Ghi tên người trong nhà cần hộ đồng ý trước.
adults-only = Chỉ ghi tên người lớn. Trẻ em chỉ ghi số lượng.
children-are-counted = Trẻ em chỉ ghi số lượng, không ghi tên.
count-child = Ghi thêm một trẻ: { $ages }
child-counted = Đã ghi thêm một trẻ.
full-name = Họ và tên
name-needed = Ghi họ và tên.
born = Năm sinh
born-hint = Bốn chữ số; không cần ngày tháng.
year-wrong = Năm sinh gồm bốn chữ số, ví dụ 1968.
same-name-there = Đã có người trùng tên:
in-this-household = Ngay trong hộ này
phones = Số điện thoại
phones-hint = Nhiều số thì cách nhau bằng dấu phẩy.
phone-wrong = Số điện thoại chưa đúng: { $phone }
children = Số trẻ em
under-6 = Dưới 6 tuổi
from-6-to-15 = 6 đến 15
from-16-to-17 = 16 đến 17
take-place = Ghi vị trí nhà
place-taken = Đã ghi vị trí.
no-place = Chưa lấy được vị trí. Bật định vị, ra chỗ thoáng rồi thử lại.
no-longer-here = Không còn ở đây
has-left = Đã chuyển đi
has-died = Đã mất
left-ask = Ghi là { $name } đã chuyển đi?
died-ask = Ghi là { $name } đã mất?
part-told = Tên này không còn trong hộ, trên điện thoại không lấy lại được.
part-head-told = Đây là chủ hộ. Tên này không còn trong hộ, trên điện thoại không lấy lại được. Ghi xong, máy hỏi ai là chủ hộ bây giờ.
who-is-head = Ai là chủ hộ
who-is-head-why = Chủ hộ trước không còn ở đây. Bấm tên chủ hộ bây giờ.
head-recorded = Đã ghi chủ hộ.
parted = Đã ghi.
mark-moved-away = Cả hộ đã chuyển khỏi xã
mark-back = Hộ đã về lại
marked-moved-away = Đã ghi là hộ chuyển đi.
moved-away-told = Cả hộ ra khỏi các nhà cần đến. Khi hộ về lại thì ghi ở đúng chỗ này.
marked-back = Đã ghi là hộ về lại.
corrected = Đã sửa.

## Bài học
skills-count = { $count } kỹ năng
no-topic = Không có bài này.
core-skill = Kỹ năng cốt lõi
for-business = Hộ kinh doanh
never-take-the-phone = Để bà con tự bấm. Đừng cầm máy làm thay, đừng nhìn khi họ gõ mật khẩu hay OTP.

## Gửi nhận
sync-now = Gửi nhận ngay
start-over = Tải lại danh sách từ đầu
enter-new-code = Nhập mã mới
contact-no-network = Không có mạng. Cứ ghi tiếp, có sóng thì ứng dụng tự gửi.
contact-app-too-old = Máy chủ cần bản mới của ứng dụng. Việc đã ghi vẫn còn trên máy và sẽ tự gửi. Bấm “Lấy bản mới”; chưa được thì tải lại trang khi có mạng.
contact-app-too-new = Máy chủ cũ hơn ứng dụng trên máy này. Cứ ghi tiếp: việc vẫn còn trên máy và tự gửi khi máy chủ được cập nhật. Báo cán bộ xã.
contact-told = { $sentence } (mã { $code })
get-new-version = Lấy bản mới
contact-not-known = Máy chủ không nhận ra máy này nữa. Xin mã mới; việc chưa gửi vẫn còn.
contact-stuck = Danh sách trên máy lệch với máy chủ hai lần liền. Bấm “Tải lại danh sách từ đầu”; nếu vẫn lệch, báo cán bộ xã.
contact-store = Không ghi được vào máy. Xóa bớt ảnh cho rộng chỗ rồi thử lại.
unsent-work = Việc chưa gửi
last-contact = Lần gửi nhận gần nhất
never = chưa lần nào
households-here = Hộ trên máy
needs-you = Việc bị trả lại
waits-there = Việc đang chờ
turned-down = Tổ trưởng hoặc cán bộ xã không nhận việc này.
held = Đang chờ tổ trưởng hoặc cán bộ xã duyệt.
later-too-many = Máy chủ đang giữ 500 việc chờ của máy này nên chưa nhận thêm. Việc này vẫn nằm trong điện thoại và sẽ tự gửi lại; hãy báo cán bộ xã.
later-no-key = Máy chủ chưa có khóa để giữ số tài khoản. Việc này vẫn nằm trong điện thoại và sẽ tự gửi lại; hãy báo cán bộ xã.
later-newer = Máy chủ trả lời điều mà bản ứng dụng này chưa hiểu (mã { $code }). Việc vẫn nằm trong điện thoại và sẽ tự gửi lại; hãy lấy bản mới của ứng dụng.
waiting-as = Máy chủ đang giữ việc này, chờ điều mà bản ứng dụng này chưa hiểu (mã { $code }). Lấy bản mới của ứng dụng để đọc, hoặc hỏi cán bộ xã.
refused-as = Máy chủ không nhận việc này (mã { $code }). Hãy cập nhật ứng dụng để đọc lý do, hoặc hỏi cán bộ xã.
waiting-reader = Máy chủ đang giữ việc này, chờ đến khi được cập nhật để đọc được. Bạn không cần làm gì.
waiting-household = Máy chủ đang giữ việc này, chờ đến khi xã ghi hộ vào sổ. Cán bộ xã đã thấy.
waiting-resident = Máy chủ đang giữ việc này, chờ đến khi biết người này trong hộ. Cán bộ xã đã thấy.
waiting-other = Máy chủ đang giữ việc này, chờ đến khi biết việc này nói về gì. Cán bộ xã đã thấy.
dealt-with = Tôi đã xem, bỏ đi
dismiss-ask = Bỏ việc này khỏi máy?
dismiss-told = { $what }. Việc này chưa được tính; bỏ đi thì mất hẳn khỏi máy.
everything-sent = Mọi việc đã gửi.
unsent-list = Xem việc chưa gửi
and-more = và { $count } việc nữa
export-why = Nhiều ngày không có mạng thì lưu ra tệp, chép cho cán bộ xã. Chỉ máy chủ của xã mở được tệp này.
export = Lưu việc chưa gửi ra tệp
exported = Đã lưu { $count } việc ra tệp.
not-exported = Chưa lưu được tệp.
aside = Việc cất riêng
aside-mine = Máy này cất riêng { $count } việc của bạn từ lần nhập mã trước, vì máy chủ chưa có khóa để mở. Nhớ mã PIN cũ thì mở được ngay. Không nhớ thì cứ để đó: mỗi lần gửi nhận máy lại hỏi máy chủ, có khóa là tự gửi.
aside-other = Máy này cất riêng { $count } việc của { $name }. Chỉ { $name } mở được, bằng mã mới của chính mình.
aside-unknown = Máy này cất riêng { $count } việc từ trước, không rõ của ai. Báo cán bộ xã.
aside-pin = Mã PIN cũ
aside-open = Mở bằng mã PIN cũ
aside-opened = Đã mở. Việc cất riêng đang được gửi.
aside-no-tries = Sai mã PIN cũ quá nhiều lần. Việc vẫn cất trên máy, chờ máy chủ có khóa.
aside-export = Lưu bản sao ra tệp
aside-export-why = Bản sao vẫn khóa, chỉ máy này mở được.
unread = Có { $count } việc trên máy mà bản ứng dụng này không đọc được. Việc vẫn còn nguyên; bản mới hơn sẽ đọc lại. Lưu ra tệp thì có cả việc ấy.
let-go = Máy đã bỏ bớt { $count } việc cũ đã gửi vì hết chỗ, mà máy chủ lâu rồi chưa có bản sao lưu. Báo cán bộ xã.
room = Đã dùng { $used } MB, còn { $left } MB.
may-be-cleared = Khi máy đầy, dữ liệu của ứng dụng có thể bị xóa.
ask-to-keep = Giữ dữ liệu khi máy đầy
not-persisted = Máy chưa cho giữ. Thêm ứng dụng vào màn hình chính rồi thử lại.
this-phone = Máy này
version = Bản { $version }

## Hộ kinh doanh
business = Hộ kinh doanh
opening = Đang mở…
part-missing = Chưa có trên máy
part-missing-why = Phần này chưa tải về máy. Ra chỗ có sóng rồi mở lại; từ lần sau mất mạng vẫn mở được.
business-of = Hộ { $code } · { $head }
business-none = Chưa ghi. Bấm vào nếu hộ có làm hàng hoặc bán hàng.
business-why = Ghi vào đây để giúp hộ mở tài khoản nhận tiền, làm mã QR và bán hàng trên mạng.
business-name = Tên cơ sở, cửa hàng
business-name-hint = Ví dụ: Nước mắm bà Lan
business-name-needed = Ghi tên cơ sở.
business-trade = Ngành nghề
business-trade-hint = Làm hoặc bán gì, ví dụ: nước mắm, hải sản khô
business-trade-needed = Ghi ngành nghề: làm hoặc bán gì.
business-register = Ghi hộ kinh doanh
business-registered = Đã ghi hộ kinh doanh.
business-needs-consent = Hộ chưa đồng ý cho ghi thông tin. Đọc lời xin phép trước.

## Nhận tiền qua tài khoản
payment = Nhận tiền qua tài khoản
payment-steps-done = Xong { $done }/{ $all } bước
payment-step = { $number ->
    [1] Chọn ngân hàng có điểm giao dịch gần hoặc ứng dụng dễ dùng
    [2] Mở tài khoản: căn cước gắn chip, quét khuôn mặt
    [3] Cài ứng dụng, khóa máy, đặt hạn mức ngày thấp
    [4] Bật báo tiền vào, tiền ra
    [5] Ghi số tài khoản, đọc ngược lại hai lần
    [6] Làm mã QR
    [7] Máy khác quét thử, chuyển 1.000 đồng, xem đúng tên
    [8] In, ép, dán chỗ cố định; chụp lại để so khi bị dán đè
   *[9] Tách tài khoản bán hàng để kê khai thuế
}
payment-step-done = Đã ghi là xong bước { $number }.
payment-step-undone = Đã bỏ dấu xong ở bước { $number }.
payment-step-help = Để bà con tự bấm trên máy của mình. Không hỏi, không nhìn mật khẩu và mã OTP.
account-record = Ghi số tài khoản
account-consent-ask = Trước khi ghi, đọc chậm cho bà con nghe:
account-consent-what = Xin phép ghi tên ngân hàng, số tài khoản và tên chủ tài khoản để làm mã QR nhận tiền cho quầy hàng và để so khi nghi mã bị dán đè.
account-consent-not = Chúng tôi không hỏi mật khẩu, mã OTP, số dư. Có số tài khoản thì chỉ chuyển tiền vào được, không rút ra được.
account-consent-rights = Số này được khóa lại khi lưu; người khác chỉ thấy bốn số cuối. Bà con xin xóa lúc nào cũng được.
account-consent-agreed = Bà con đồng ý cho ghi số tài khoản
account-consent-needed = Chọn bà con đồng ý bằng cách nào.
bank = Ngân hàng
bank-search = Tìm ngân hàng
bank-search-hint = Gõ vài chữ, không cần dấu: agri, vietin, nong nghiep
bank-none = Không thấy ngân hàng này. Thử gõ tên khác, hoặc 6 số đầu trong mã.
bank-change = Chọn ngân hàng khác
bank-needed = Chọn ngân hàng.
bank-own-codes = Mã của { $bank } phải lấy trong ứng dụng { $bank }, không làm ở đây được.
account-number = Số tài khoản
account-number-again = Gõ lại số tài khoản
account-number-hint = Nhìn trong ứng dụng ngân hàng, không nhìn thẻ.
account-has-letters = Số tài khoản có cả chữ cái
account-reads = Đọc lại: { $grouped }
account-too-short = Số tài khoản còn thiếu.
account-too-long = Số tài khoản dài quá { $most } ký tự.
account-strange = Số tài khoản không có ký tự “{ $letter }”.
account-differs = Hai lần gõ khác nhau ở nhóm thứ { $group }. Nhìn lại và gõ lại.
account-same = Hai lần gõ giống nhau
account-holder = Tên chủ tài khoản
account-holder-hint = Đúng như ứng dụng ngân hàng hiện ra
account-holder-needed = Ghi tên chủ tài khoản.
account-recorded = Đã ghi số tài khoản.
account-change = Đổi số tài khoản
account-forget = Hộ rút lại, xóa số tài khoản
account-forget-ask = Xóa số tài khoản của hộ?
account-forget-told = Số tài khoản mất hẳn khỏi máy và máy chủ. Muốn dùng lại phải xin phép và ghi lại.
account-forgotten = Đã xóa số tài khoản.
show-code = Mở mã QR
print-code = In thẻ dán quầy
check-sticker = So mã đang dán
payment-code = Mã QR nhận tiền
code-for = Mã QR chuyển tiền cho { $holder }, { $bank }, tài khoản { $account }
code-not-tested = chưa chuyển thử
code-tested = đã chuyển thử { $day }
code-test-how = Lấy máy khác quét mã này, chuyển 1.000 đồng, xem tên hiện ra có đúng không rồi mới in.
code-test-done = Đã chuyển thử 1.000 đồng, đúng tên
code-not-made = Không làm được mã từ số tài khoản này. Xem lại số tài khoản.
code-not-kept = Số tài khoản không có trên máy này. Xem lại sau khi gửi nhận, hoặc ghi lại.
sheet-card = Thẻ A6
sheet-tent = Để bàn A5
sheet-size = Khổ giấy
sheet-scan = Quét mã để trả tiền
sheet-account = Số tài khoản
sheet-holder = Chủ tài khoản
sheet-fold = Gấp theo nét đứt
sheet-check-name = Xem đúng tên người nhận rồi hãy chuyển.
print = In
print-hint = Không có máy in: chọn “Lưu thành PDF” rồi gửi ra tiệm in. In màu hay đen trắng đều được, mã to từ 3 cm.
sticker-point = Đưa máy ảnh vào mã đang dán trên quầy.
sticker-no-camera = Không mở được máy ảnh để đọc mã. Cho phép dùng máy ảnh rồi thử lại.
sticker-same = Đúng mã của hộ này.
sticker-same-amount = Đúng tài khoản của hộ này, nhưng mã ghi sẵn số tiền { $amount }.
sticker-different = KHÁC TÀI KHOẢN!
sticker-different-what = Mã này chuyển tiền vào { $bank } { $account }, không phải của hộ. Có thể ai đó đã dán đè.
sticker-different-do = Bóc ra ngay, đừng để khách quét. Giữ lại mã đã bóc, báo công an xã và dán lại mã đúng.
sticker-unreadable = Mã này không phải mã chuyển tiền ngân hàng, hoặc đã hỏng.
sticker-again = Quét lại

## Gian hàng
shops = Gian hàng trên sàn
shop-stage = { $stage ->
    [considering] Đang tìm hiểu
    [papers-ready] Đủ giấy tờ
    [submitted] Đã nộp
    [waiting-for-review] Chờ sàn duyệt
    [open] Đang mở
    [paused] Tạm nghỉ
   *[closed] Đã đóng
}
shop-not-begun = Chưa bắt đầu
shop-since = { $stage } từ { $day }
shop-standing = chờ lâu, { $days } ngày
shop-next = Tiếp theo
shop-stage-set = Đã ghi: { $stage }.
shop-other-stage = Trạng thái khác
shop-papers = Giấy tờ cần có
shop-papers-hint = Chỉ đánh dấu đã có. Không chụp giấy tờ.
shop-papers-saved = Đã ghi giấy tờ.
shop-link = Đường dẫn gian hàng
shop-link-hint = Chép từ thanh địa chỉ, bắt đầu bằng https://
shop-link-wrong = Đường dẫn phải bắt đầu bằng https://
shop-visit = Mở gian hàng
shop-unverified = Xem lại trang này còn hoạt động không trước khi hướng dẫn.
shops-standing = Gian hàng chờ lâu
shop-stuck-line = { $market }: { $stage }, { $days } ngày
income-before = Trước khi bán trên mạng, mỗi tháng bán được chừng bao nhiêu
income-before-why = Hỏi ngay bây giờ, sau này khó nhớ. Ước lượng cũng được.
income-before-recorded = Đã ghi mức bán trước đây.

## Sản phẩm
products = Sản phẩm
products-count = { $count } sản phẩm
products-none = Chưa có sản phẩm nào.
product-add = Thêm sản phẩm
product-saved = Đã lưu sản phẩm.
product-remove = Bỏ sản phẩm này
product-remove-ask = Bỏ sản phẩm này?
product-remove-told = Phiếu và ảnh của sản phẩm mất hẳn, không lấy lại được.
product-removed = Đã bỏ sản phẩm.
product-title-help = Ghép tên dễ tìm
product-title-kind = Loại (nước mắm)
product-title-name = Tên riêng, nơi làm (cá cơm Nghi Sơn)
product-title-feature = Điểm nổi bật (40 độ đạm)
product-title-size = Quy cách (chai 1 lít)
product-title-take = Lấy tên này
product-on-sale = Đã đăng bán ở
product-more = Thông tin thêm
typed-empty = cần ghi, { $least } đến { $most } chữ cái
typed-missing = thiếu { $count } chữ cái
typed-fits = { $count }/{ $most } chữ cái
typed-too-much = dài quá { $count } chữ cái
number-wrong = Ghi số, ví dụ 65.000
number-too-large = { $field }: nhiều nhất { $most }
field-needed = Cần ghi: { $field }

## Bán hàng
sales = Bán hàng từng tháng
sales-of = Tháng { $month }
sales-orders = Số đơn trên mạng
sales-online = Bán trên mạng được bao nhiêu
sales-total = Tổng bán được bao nhiêu
sales-money-hint = Gõ gọn cũng được: 500k, 1,2 triệu
sales-not-said = Không muốn nói
sales-recorded = Đã ghi bán hàng tháng { $month }.
sales-total-less = Tổng không thể ít hơn bán trên mạng.
sales-none = Chưa ghi tháng nào.
sales-line = { $orders } đơn · trên mạng { $online }
shop-on = Từ ngày
shop-on-needed = Chọn ngày.
shop-obstacle = Vướng ở đâu
shop-obstacle-set = Đã ghi chỗ vướng.
obstacle-papers = Giấy tờ
obstacle-account = Tài khoản
obstacle-photos = Ảnh, mô tả
obstacle-smartphone = Điện thoại
obstacle-time = Không có thời gian
obstacle-marketplace = Bên sàn
obstacle-other = Khác
product-lacks = thiếu { $columns }
account-is-card = Đây là số thẻ
write-down = Ghi
open = Mở

# Ảnh sản phẩm
photos = Ảnh sản phẩm
photos-how = Nhiều nhất { $most } ảnh, tự cắt vuông. Ảnh đầu là ảnh bìa. Vị trí chụp được xóa khỏi ảnh.
photos-count = { $count } ảnh
photo-take = Chụp hoặc chọn ảnh
photo-shrinking = Đang thu nhỏ ảnh…
photo-number = Ảnh { $number }
photo-waiting = Chờ gửi
photo-sent = Đã gửi
photo-refused = Máy chủ không nhận ảnh này
photo-forward = Lên trước
photo-forward-which = Đưa { $photo } lên trước
photo-drop = Bỏ ảnh
photo-drop-which = Bỏ { $photo }
photo-not-a-picture = { $file }: không phải tệp ảnh mà máy đọc được. Hãy chọn ảnh khác.
photo-too-large = { $file }: ảnh nặng quá 15 MB hoặc quá nhiều điểm ảnh. Hãy chụp lại ở cỡ nhỏ hơn.
photo-cut = { $file }: tệp ảnh bị cụt, có lẽ chép hoặc tải dở. Hãy chọn lại ảnh gốc.
photo-no-room = Máy hết chỗ, chưa giữ được ảnh. Hãy xóa bớt tệp khác trên máy rồi thử lại.
photo-too-many = Mỗi sản phẩm có nhiều nhất { $most } ảnh. Hãy bỏ bớt ảnh trước.
unsent-photos = Ảnh chưa gửi

## Đồng hồ của máy
clock-behind = Đồng hồ máy này chậm { $far } so với máy chủ, nên ngày trên ứng dụng có thể sai. Vào Cài đặt của điện thoại, bật “Ngày giờ tự động”. Việc đã ghi vẫn được tính đúng ngày.
clock-ahead = Đồng hồ máy này nhanh { $far } so với máy chủ, nên ngày trên ứng dụng có thể sai. Vào Cài đặt của điện thoại, bật “Ngày giờ tự động”. Việc đã ghi vẫn được tính đúng ngày.
minutes-long = { $count } phút
hours-long = { $count } giờ
days-long = { $count } ngày

## Chia sẻ
share = Chia sẻ
share-copied = Đã chép. Dán vào tin nhắn hoặc nhóm của thôn.
share-nowhere = Máy này chưa chia sẻ được. Bấm giữ vào chữ để chép.
