# Bài học: trên điện thoại, trang công khai, tờ rơi và tự kiểm tra.

## Một bài
steps = Từng bước
done-when = Làm được là khi
watch = Tổ viên để ý
mistake = Hay nhầm
safety = An toàn
ask-back = Hỏi lại
minutes = Khoảng { $minutes } phút
source = Nguồn: { $source }
last-checked = Kiểm tra lần cuối { $day }
old-card = Bài này đã hơn một năm chưa kiểm tra lại. Màn hình có thể đã khác.
no-card = Kỹ năng này do xã thêm, chưa có bài viết sẵn.
picture = Hình vẽ: { $what }

## Câu hỏi
answers = Câu trả lời
right = Đúng
wrong = Chưa đúng
right-is = Câu đúng: { $answer }
do-not-know = Tôi không biết
show-answer = Xem câu đúng

## Trên điện thoại
open-card = Xem bài
open-card-of = Xem bài: { $skill }
learn-next = Nên học tiếp
cards-missing = Các bài học đang tải về máy. Mở lại khi có mạng.
check-title = Hỏi mười câu
check-someone = Hỏi mười câu
check-who = Hỏi { $name }
check-how = Đọc câu hỏi và ba câu trả lời cho bà con nghe, rồi chạm câu bà con chọn.
check-question = Câu { $number } trên { $count }
check-next = Câu tiếp
check-see = Xem kết quả
check-result = Kết quả
check-right = Đúng { $right } trên { $asked } câu
check-rule = Máy ghi là nghe kể, không phải thấy làm. Trả lời đúng ghi là có người kèm, chưa đúng ghi là chưa. Mức đã có mà cao hơn thì giữ nguyên.
check-nothing = Các mức đã có trong sổ đều bằng hoặc cao hơn, nên không có gì để ghi.
check-record = Ghi vào sổ
check-recorded = Đã ghi là nghe kể.
check-no-consent = Hộ chưa đồng ý cho ghi. Vẫn hỏi được, nhưng không ghi gì vào sổ.
check-again = Hỏi lại từ đầu
check-none = Chưa có câu hỏi nào để hỏi.

## Kết quả theo nội dung
standing-begin = Nên học từ đầu
standing-partly = Biết một phần
standing-well = Nắm chắc

## Trang công khai
learn-title = Học kỹ năng số
learn-lead = Mỗi bài là một việc làm được trên điện thoại, viết từng bước cho bà con. Đọc ở nhà, hoặc nhờ tổ công nghệ số của thôn kèm.
topic-cards = { $count } bài
business-card = Dành cho hộ kinh doanh
all-topics = Cả sáu nội dung
leaflet = Tờ rơi { $topic }
leaflet-print = In tờ rơi
leaflet-pdf = Tải tờ rơi PDF (A5)
leaflet-scan = Quét mã để đọc đủ bài và tự kiểm tra.
leaflet-back = Về nội dung này
cards-in-vietnamese = Các bài viết bằng tiếng Việt.

## Tự kiểm tra
self-title = Tự kiểm tra
self-for = Mười câu hỏi, không cần tài khoản
self-lead = Mười câu về sáu nội dung. Trả lời chưa đúng thì câu sau dễ hơn, đúng thì khó hơn. Cuối cùng có bài nên học.
self-kept = Trang này không hỏi tên và không lưu câu trả lời của ai, chỉ đếm đã có bao nhiêu câu đúng theo từng nội dung.
self-start = Bắt đầu
self-choose = Hãy chọn một câu trả lời.
self-before = Câu vừa rồi
self-result = Kết quả của mình
self-topic-begin = Nên học từ đầu: bắt đầu từ bài dưới đây.
self-topic-partly = Đã biết một phần. Học thêm bài dưới đây.
self-topic-well = Nắm chắc qua các câu đã hỏi. Có thể chỉ lại cho người nhà.
self-few = Mười câu chỉ cho biết sơ qua. Làm được trên máy của mình mới là biết.
self-again = Làm lại với câu khác

## Văn phòng
office-title = Bài học cần kiểm tra lại
office-none = Cả { $count } bài đều được kiểm tra trong một năm qua.
office-old = { $old } trên { $count } bài đã hơn một năm chưa kiểm tra lại với nguồn. Xem cách làm còn đúng không trước khi dạy.
