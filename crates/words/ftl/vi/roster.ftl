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
