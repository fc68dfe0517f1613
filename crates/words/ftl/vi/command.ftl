# Những gì lệnh tungnha nói trên dòng lệnh.
failed = Không làm được: { $why }
serving = Đang phục vụ tại { $address } (Ctrl+C để dừng)
stopped = Đã dừng; những gì đã báo là ghi xong thì vẫn còn nguyên.
data-in-use = một tiến trình khác đang dùng dữ liệu này; dừng máy chủ rồi chạy lại
no-commune = ở đây chưa có xã nào; chạy “tungnha account add --commune MÃ-XÃ …” trước
several-communes = ở đây có nhiều xã; thêm --commune MÃ-XÃ
no-file = không có tệp { $file }
verified = Đã đếm lại từ sổ gốc: mọi số liệu đều khớp.
differs = Có { $count } chỗ không khớp với sổ gốc. Chạy “tungnha rebuild” để dựng lại.
rebuilt = Đã dựng lại hồ sơ và số liệu từ sổ gốc.
backed-up = Đã sao lưu và kiểm tra: { $file }
restored = Đã khôi phục { $communes } xã; xóa lại { $erased } người đã yêu cầu xóa. Điện thoại sẽ tự gửi lại phần còn thiếu.
moved = Đã chuyển { $communes } xã, { $entries } việc và { $records } hồ sơ; đã so từng byte với bản gốc.
demo-making = Đang dựng xã mẫu, chừng một phút…
demo-step = { $step ->
    [1] ✓ danh sách hộ của bốn thôn
    [2] ✓ bốn tổ, mỗi tổ bảy người, chia hộ theo ngõ
   *[other] ✓ mười tám tuần đi từng nhà
}
role-officer = Cán bộ xã
role-editor = Ban biên tập
role-leader = Tổ trưởng
role-member = Tổ viên
demo-office = { $role }: { $page }  tên { $login }  mật khẩu { $password }
demo-phone = { $role } (điện thoại): { $link }  hoặc nhập mã { $code }
demo-codes = Mỗi mã dùng một lần, trong 24 giờ; lần khởi động sau có mã mới.
account-added = Đã thêm tài khoản { $account }.
account-disabled = Đã khóa tài khoản { $account }.
account-exists = tài khoản { $account } đã có
account-unknown = không có tài khoản { $account }
account-id-wrong = tên tài khoản chỉ gồm chữ thường không dấu, số và dấu gạch ngang
role-unknown = vai trò phải là officer, editor, province hoặc member
password-ask = Nhập mật khẩu mới (ít nhất { $count } ký tự) rồi bấm Enter:
password-short = mật khẩu phải có ít nhất { $count } ký tự
password-set = Đã đặt mật khẩu mới cho { $account }. Các phiên đang mở vẫn còn đến khi hết hạn hoặc khởi động lại máy chủ.
code-made = Địa chỉ máy chủ, thêm { $link }  hoặc nhập mã { $code } (dùng một lần, trong 24 giờ)
not-an-outbox = tệp này không phải là việc chưa gửi của ứng dụng
outbox-device-unknown = máy chủ không biết điện thoại này, hoặc nó đã được thay bằng lần đăng ký sau
outbox-not-opened = tệp không mở được: bị sửa, bị hỏng hoặc của máy khác
outbox-taken = { $all } việc trong tệp: { $kept } đã ghi, { $held } chờ tổ trưởng hoặc cán bộ duyệt.
import-more-problems = … và { $count } chỗ khác; thêm --json để xem hết
import-counts = { $rows } dòng: { $new } hộ mới, { $changed } hộ sẽ đổi, { $same } hộ giữ nguyên, { $missing } hộ trong sổ không có trong danh sách.
import-not-written = Chưa ghi gì. Chạy lại không có --dry-run để ghi.
import-written = Đã ghi { $count } việc vào sổ.
sample-written = Đã ghi danh sách mẫu vào { $file }
