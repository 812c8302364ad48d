// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a sign-in, said where it can be mended and in words for people.
#pragma once

#include "core/client/chat_client.h"

namespace hubbub::ui {

enum class SignInField : quint8 { Server, Name, Display, Password, Form };

struct SignInProblem {
    SignInField field = SignInField::Form;
    QString sentence;

    friend bool operator==(const SignInProblem &, const SignInProblem &) = default;
};

struct SignInInput {
    QString server;
    QString name;
    QString password;
    QString display;
    bool create = false;
};

/// What can be seen before anything is sent: empty fields, names that cannot be. Empty: it may be sent.
[[nodiscard]] QList<SignInProblem> checkSignIn(const SignInInput &input);
/// The command that this input makes; an Error where checkSignIn() is not empty.
[[nodiscard]] Result<client::SignIn> signInOf(const SignInInput &input);
/// The node's or the link's refusal.
[[nodiscard]] SignInProblem signInProblem(const Error &error, const client::LinkView &link, bool create);

} // namespace hubbub::ui
