# Những gì bảng chung báo cho văn phòng khi máy chủ không ổn: việc gì, từ khi nào, phải làm gì.
notice = { $what } Từ { $since }. (Mã: { $code })
writer-stuck = Máy chủ không ghi được việc mới. Báo người quản trị khởi động lại máy chủ; việc chưa gửi vẫn còn trên điện thoại.
disk-full = Máy chủ hết chỗ chứa nên không nhận được việc mới. Báo người quản trị dọn chỗ; những gì đã ghi vẫn còn nguyên, việc chưa gửi vẫn còn trên điện thoại.
data-read-only = Máy chủ chỉ đọc được dữ liệu, không ghi được việc mới. Báo người quản trị xem quyền của thư mục dữ liệu; việc chưa gửi vẫn còn trên điện thoại.
database-away = Máy chủ tạm thời chưa dùng được cơ sở dữ liệu, hoặc máy chủ khác đang giữ nó. Máy chủ sẽ tự thử lại; nếu kéo dài, báo người quản trị.
data-damaged = Dữ liệu trên máy chủ bị hỏng. Dừng nhập liệu và báo người quản trị khôi phục từ bản sao lưu ngay.
clock-wrong = Đồng hồ máy chủ không đúng. Việc nhận trong lúc này được đánh dấu để xem lại ngày; báo người quản trị chỉnh giờ máy chủ.
clock-suspected = Có thể đồng hồ máy chủ không đúng: vừa bị chỉnh khi đang chạy, trước khi khởi động đã lâu không có việc mới, hoặc phần lớn điện thoại chỉ giờ khác. Báo người quản trị xem giờ máy chủ.
disk-low = Máy chủ sắp hết chỗ chứa. Báo người quản trị dọn chỗ trước khi máy ngừng nhận việc.
backup-failed = Máy chủ không sao lưu được hôm nay. Báo người quản trị xem thư mục sao lưu và chỗ chứa.
backup-differs = Bản sao lưu hôm nay không khớp với dữ liệu. Báo người quản trị chạy “tungnha verify”.
backup-late = Đã hai ngày chưa có bản sao lưu mới. Báo người quản trị xem thư mục sao lưu.
backup-none = Máy chủ chưa được đặt chỗ sao lưu: hỏng đĩa là mất hết sổ. Báo người quản trị đặt thư mục sao lưu.
journal-damaged = Có dòng trong nhật ký của văn phòng không đọc được. Mọi thứ khác vẫn còn; báo người quản trị sao lưu ngay và kiểm tra ổ đĩa đó.
journal-missing = Tệp nhật ký của văn phòng bị mất: nếu khôi phục từ bản sao lưu cũ thì sẽ thiếu việc văn phòng đã làm từ đó. Báo người quản trị đặt lại thư mục ấy, hoặc sao lưu ngay.
certificate-over = Chứng thư HTTPS của máy chủ đã hết hạn nên điện thoại không gửi được. Báo người quản trị thay chứng thư ngay.
certificate-ends = Chứng thư HTTPS của máy chủ hết hạn trong vòng hai tuần. Báo người quản trị gia hạn.
