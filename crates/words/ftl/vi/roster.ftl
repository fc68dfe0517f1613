### Văn phòng: tổ, phân hộ, máy, việc chờ duyệt, thôn, cài đặt, nhập danh sách

## Khung
nav = Các trang của văn phòng
nav-board = Bảng chung
nav-register = Hộ
nav-teams = Tổ
nav-sharing = Chia hộ
nav-devices = Máy
nav-held = Chờ duyệt
nav-places = Thôn, ngõ
nav-import = Nhập danh sách
nav-settings = Cài đặt
sign-out = Ra
help = Làm thế nào?
save = Lưu
change = Thay đổi
name-needed = Cần ghi tên, không quá 160 chữ.
date-needed = Ngày chưa đúng. Xin chọn lại ngày.
number-needed = Số chưa đúng. Xin ghi lại bằng chữ số.

## Tổ
teams-title = Tổ công nghệ số cộng đồng
teams-help = Mỗi tổ lo một hay nhiều thôn. Thêm người theo quyết định của xã, rồi in mã để từng người mở ứng dụng trên điện thoại. Người thôi làm thì ghi ngày cuối, không xóa tên: việc đã làm vẫn mang tên họ.
teams-empty = Chưa có tổ nào. Lập tổ đầu tiên ở dưới.
team-empty = Tổ chưa có người. Bấm “Thêm người”.
make-codes = In mã mở ứng dụng
member = Tổ viên
role = Vai trò
since = Từ ngày
decision = Quyết định
phone = Điện thoại
phone-yes = đã mở ứng dụng
phone-no = chưa mở ứng dụng
leader = Tổ trưởng
plain-member = Tổ viên
make-leader = Làm tổ trưởng
make-member = Làm tổ viên
leaves = Thôi làm
last-day = Ngày cuối
first-day = Ngày bắt đầu
add-member = Thêm người
full-name = Họ và tên
decision-number = Số quyết định
decision-date = Ngày quyết định
edit-team = Sửa tổ
team-name = Tên tổ
team-villages = Thôn tổ này lo
team-villages-note = Bỏ một thôn ra thì máy của tổ viên sẽ xóa các hộ thôn đó ở lần liên lạc tới. Việc chưa gửi vẫn được giữ.
left-members = Đã thôi làm: { $count }
new-team = Lập tổ mới
villages-first = Cần có thôn trước khi lập tổ:
done-team = Đã lưu tổ.
done-member = Đã lưu vào danh sách tổ.
done-left = Đã ghi ngày thôi làm.

## Mã mở ứng dụng
codes-title = Mã mở ứng dụng: { $team }
codes-help = Mỗi người một mã, dùng một lần, trong 24 giờ. In tờ này, cắt ra và đưa tận tay. Ai quên mã PIN hoặc đổi máy cũng cần mã mới.
codes-for = In mã cho
codes-note = Đã đánh dấu sẵn những người chưa mở ứng dụng.
codes-do = Làm mã
codes-once = Mã chỉ hiện một lần này. Xin in ngay (Ctrl+P). Mã dùng được đến { $until }.
slip-first = Quét mã bằng máy ảnh của điện thoại, hoặc mở trang của xã và gõ mã ở trên.
slip-second = Đặt mã PIN 6 số, không nói cho ai.
slip-third = Chờ máy tải danh sách hộ. Sau đó dùng được cả khi không có mạng.
slip-until = Dùng một lần, trước { $until }. Không chụp, không gửi qua mạng.

## Chia hộ
sharing-title = Chia hộ cho tổ viên
sharing-help = Chọn thôn. “Chia đều” cắt các hộ theo đường đi thành từng đoạn liền nhau, ai đang lo đoạn nào thì giữ đoạn ấy. Xem trước rồi mới chia. Muốn giao cả ngõ cho một người thì chọn ở bảng dưới. Giao từng hộ: mở trang Hộ.
villages-first-plain = Cần có thôn và danh sách hộ trước khi chia:
choose-village = Chọn thôn
sharing-no-team = { $village } chưa có tổ viên nào. Lập tổ hoặc thêm người trước:
preview-title = Xem trước, chưa chia
households = Hộ
stretch = Đoạn đường
share-now = Chia như trên
not-now = Thôi
evenly-title = Chia đều { $village }
evenly-among = Chia cho
has-households = đang có { $count } hộ
only-free = Chỉ chia những hộ chưa giao cho ai
see-first = Xem trước
by-alley-title = Giao theo ngõ, { $village }
alley = Ngõ
free = Chưa giao
who-now = Đang giao cho
give-to = Giao cho
as-it-is = (giữ như cũ)
nobody = (chưa giao cho ai)
no-households = Thôn này chưa có hộ nào trong sổ.
members-needed = Chọn ít nhất một người để chia.
done-shared = Đã chia hộ. Máy của tổ viên nhận danh sách mới ở lần liên lạc tới.
