### Bài tuyên truyền: phòng biên tập, trang công khai, giấy in, loa, điện thoại

title = Bài tuyên truyền
nav = Bài tuyên truyền

## Danh sách
help = Ai cũng viết được; Ban biên tập đọc và phê duyệt, người viết không tự duyệt bài của mình. Duyệt xong mới đăng. Bài đã đăng hiện ở mục Tin của xã, trên trang công khai và trên điện thoại của tổ viên; sửa bài thì phải duyệt lại.
new = Viết bài mới
none = Chưa có bài nào. Viết bài đầu tiên, trình Ban biên tập đọc, rồi đăng.
approved-this-month = Ban biên tập đã phê duyệt tháng này: { $count } bài
list-cut = Chỉ hiện 200 bài mới nhất.
public-page = Xem trang công khai
stage = { $stage ->
    [submitted] Chờ Ban biên tập đọc
    [returned] Trả lại để sửa
    [draft] Bản nháp
    [approved] Đã duyệt, chưa đăng
    [published] Đang đăng
   *[withdrawn] Đã thu hồi
}
stage-count = { $count } bài
bulletin = Bài
author = Người soạn thảo
drafted = Ngày soạn
for-whom = Dành cho
whole-commune = Cả xã
reach = Số nhà đã nghe
also-shown = Bản trước đang đăng

## Viết
write-new = Viết bài mới
write-edit = Sửa bài
reopens = Lưu một thay đổi là bài trở về bản nháp và phải trình lại. Bản đang đăng (nếu có) vẫn giữ nguyên đến khi đăng bản mới hoặc thu hồi.
field-title = Tên bài
field-text = Nội dung
field-text-note = Mỗi câu một ý, dưới 25 tiếng, dễ đọc loa. Dòng bắt đầu bằng “# ” là đề mục, “- ” là gạch đầu dòng, “1. ” là việc đánh số. Chữ giữa hai dấu ** là chữ đậm và được loa nhắc lại. Đường dẫn viết: [tên](https://địa-chỉ).
field-limit = Tối đa { $count } chữ cái.
field-villages = Dành cho thôn nào
field-villages-note = Không chọn thôn nào là dành cho cả xã.
preview = Xem trước
preview-title = Bài sẽ hiện như sau
save = Lưu nháp
save-submit = Lưu và trình Ban biên tập
title-needed = Cần có tên bài, không quá 160 chữ cái.
text-needed = Bài chưa có nội dung.
text-too-long = Bài dài quá. Hãy rút gọn hoặc chia thành hai bài.
village-unknown = Có thôn không còn trong danh sách. Hãy chọn lại.
edited-meanwhile = Người khác vừa lưu bài này trong lúc bạn sửa. Chữ bạn gõ vẫn còn ở dưới: hãy chép ra, mở lại bài rồi sửa tiếp.

## Một bài
one-status = Tình trạng
one-hash = Mã nội dung
one-hash-note = Mã tính từ tên, nội dung và thôn. Hai bản giống hệt nhau mới có cùng mã.
one-reason-returned = Ban biên tập trả lại:
one-reason-withdrawn = Lý do thu hồi:
one-approved = { $name } ({ $post }, { $title }) phê duyệt lúc { $at }
edit = Sửa bài
submit = Trình Ban biên tập
read-to-approve = Đọc để phê duyệt
waits = Đang chờ Ban biên tập đọc. Người có tài khoản Ban biên tập mới phê duyệt hoặc trả lại được.
author-may-not = Bạn thuộc Ban biên tập nhưng đã viết hoặc sửa bài này, nên không tự phê duyệt được. Hãy nhờ người khác trong Ban biên tập.
give-back = Trả lại
return-reason = Cần sửa gì
publish = Đăng bài
publish-note = Bài sẽ hiện trên trang công khai và, ở lần gửi nhận tới, trên điện thoại của tổ viên.
withdraw = Thu hồi
withdraw-reason = Vì sao thu hồi
withdraw-note = Bài biến mất ngay khỏi trang công khai, khỏi phần in và loa; khỏi điện thoại của tổ viên ở lần gửi nhận tới.
old-shown = Bản đã duyệt trước đây vẫn đang đăng.
reason-needed = Cần ghi lý do, không quá 500 chữ cái.
office-title-needed = Cần ghi chức vụ của người phê duyệt.
read-first = Hãy mở trang đọc bài rồi mới phê duyệt.
history = Lịch sử
act = { $act ->
    [drafted] Soạn, sửa
    [submitted] Trình Ban biên tập
    [returned] Trả lại
    [approved] Phê duyệt
    [published] Đăng
   *[withdrawn] Thu hồi
}
done-saved = Đã lưu bản nháp.
done-submitted = Đã trình Ban biên tập.
done-returned = Đã trả lại kèm lý do.
done-approved = Đã phê duyệt.
done-published = Đã đăng bài.
done-withdrawn = Đã thu hồi bài.

## Duyệt
approve-title = Đọc và phê duyệt
approve-lead = Dưới đây là toàn bộ nội dung sẽ được phê duyệt. Nếu ai sửa một chữ trong lúc bạn đọc, lần bấm này sẽ không có hiệu lực.
approve-post = Trong Ban biên tập, bạn là
approve-office = Chức vụ ghi dưới bài in
approve-office-hint = Ví dụ: Phó Chủ tịch UBND xã
approve = Phê duyệt đúng nội dung này

## Đưa đến bà con
channels = Đưa đến bà con
channel-public = Trang công khai
channel-since = Đăng từ { $at }
channel-chat = Tin gửi nhóm chat
channel-chat-note = Chép nguyên văn, dán vào nhóm của thôn.
channel-print = Bản in
channel-pdf = Tải PDF để in
channel-docx = Tải DOCX
channel-print-note = Hai chữ ký ở cuối bài: Ban biên tập phê duyệt bên trái, người soạn thảo bên phải.
channel-script = Bài đọc loa
reach-title = Đã đến bao nhiêu nhà
reach-note = Tổ viên bấm ở từng nhà: đã nghe, hoặc đã đọc cho nghe.
village = Thôn

## Loa
script-title = Bài đọc loa
script-length = { $minutes } phút { $seconds } giây ({ $syllables } tiếng, tốc độ { $rate } tiếng một phút)
script-long = { $count } câu dài quá { $limit } tiếng, được đánh dấu bên dưới. Câu dài nghe loa khó hiểu; lần sau nên tách câu.
script-unknown = Chữ viết tắt chưa biết cách đọc: { $words }. Hãy hỏi người soạn trước khi đọc.
script-text = Tải bài đọc
script-audio = Nghe giọng đọc thử
script-audio-note = Giọng máy chỉ để nghe thử nhịp và độ dài. Khi phát loa nên có người đọc.
script-syllables = { $count } tiếng
script-marked = câu dài
script-opening = Đây là Đài truyền thanh { $commune }. Kính mời bà con nghe bài: { $title }.
script-again = Sau đây, xin nhắc lại những điều chính.
script-once-more = Xin nhắc lại một lần nữa.
script-ending = Bài của { $commune } đến đây là hết. Xin cảm ơn bà con đã lắng nghe.
speech-missing = Máy chủ chưa cài bộ đọc tiếng Việt. Người quản trị máy chủ cài gói espeak-ng (lệnh: apt install espeak-ng) hoặc đặt lệnh khác ở mục command dưới [speech]. Bài đọc vẫn tải về được.
speech-beyond = Bộ đọc chạy quá lâu hoặc tạo tệp quá lớn nên đã dừng. Bài đọc vẫn tải về được.
speech-failed = Bộ đọc bị lỗi nên chưa có tệp tiếng. Báo người quản trị máy chủ xem nhật ký. Bài đọc vẫn tải về được.

## Trên giấy
paper-title = BÀI TUYÊN TRUYỀN
paper-approved = PHÊ DUYỆT CỦA BBT
paper-post = { $post ->
    [head] Trưởng ban
    [deputy] Phó ban
   *[member] Thành viên
}
paper-author = Người soạn thảo
chat-read-on = Đọc cả bài:

## Trang công khai
public-lead = Những điều xã thông báo và hướng dẫn, đã được Ban biên tập của xã phê duyệt.
public-none = Chưa có tin nào.
public-share = Quét mã hoặc gửi đường dẫn này cho người thân.
public-back = Các tin khác
approved-by = Ban biên tập phê duyệt ({ $title })
feed = Theo dõi tin mới (Atom)
gone = Tin này đã được xã thu hồi.

## Điện thoại
phone-title = Tin của xã
phone-for = Đọc cho { $household }
phone-none = Xã chưa đăng tin nào cho địa bàn của bạn.
phone-since = đăng ngày { $day }
phone-houses = { $count }/{ $all } nhà đã nghe
heard = Đã nghe
read-out = Đã đọc cho nghe
not-yet = Chưa
heard-kept = Đã ghi cho nhà này.
phone-heard = nhà này đã nghe { $count } tin
phone-how = Nhà này đã nghe chưa?
phone-hint = Đọc chậm, đúng như chữ. Bà con hỏi điều không có trong tin thì hẹn trả lời, không đoán.
phone-gone = Tin này không còn: xã đã thu hồi hoặc không dành cho địa bàn của bạn.
