// SPDX-License-Identifier: GPL-3.0-or-later
// The text field of the composer: plain text only, grows with its lines, knows which key sends.
#pragma once

#include <QPlainTextEdit>

namespace hubbub::ui {

class ComposerEdit final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ComposerEdit(QWidget *parent = nullptr);

    /// True: Ctrl+Enter sends and Enter makes a new line. False: Enter sends. Shift+Enter always makes a new line.
    void setSendsByCtrl(bool on) { m_sendsByCtrl = on; }

    /// Takes into the text what an input method still shows beside it; false where it will not give it up.
    bool finishComposing();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, sizeHint().height() }; }

Q_SIGNALS:
    void sendPressed();
    void escapePressed();
    void upPressed(); ///< with nothing written
    void wroteColon(); ///< by hand; it stands before the cursor
    void focusChanged();
    void grown(); ///< it wants another height

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;

private:
    void grow();
    [[nodiscard]] bool isComposing() const;
    [[nodiscard]] int shownLines() const;

    bool m_sendsByCtrl = false;
    int m_lines = 1;
};

} // namespace hubbub::ui
