// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/sign_in_words.h"

#include "core/protocol/limits.h"
#include "ui/chat/link_words.h"
#include "ui/common/time_words.h"
#include "ui/common/tr.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::LinkView;
using client::LostReason;

namespace {

QString userName(const QString &typed) { return typed.trimmed().toLower(); }

std::optional<SignInProblem> linkProblem(const LinkView &link)
{
    const QString host = hostWords(link.url);
    switch (link.reason) {
    case LostReason::Unreachable:
        return SignInProblem { SignInField::Server, tr("Nothing answers at %1.").arg(host) };
    case LostReason::Tls:
        return SignInProblem { SignInField::Server, tr("The certificate of %1 can’t be trusted.").arg(host) };
    case LostReason::NotHubbub:
        return SignInProblem { SignInField::Server, tr("%1 answers, but is no Hubbub server.").arg(host) };
    case LostReason::Version:
        return SignInProblem { SignInField::Server, tr("%1 speaks another version of Hubbub.").arg(host) };
    case LostReason::Lost:
    case LostReason::Silent:
    case LostReason::Goodbye:
        return SignInProblem { SignInField::Form, tr("The connection broke off. Please try again.") };
    case LostReason::Removed:
        return SignInProblem { SignInField::Form, tr("An operator removed this account.") };
    default:
        return std::nullopt;
    }
}

} // namespace

QList<SignInProblem> checkSignIn(const SignInInput &input)
{
    QList<SignInProblem> problems;
    if (input.server.trimmed().isEmpty())
        problems.append({ SignInField::Server, tr("Which server? Such as chat.example.org.") });
    else if (const auto url = client::serverUrl(input.server.trimmed()); !url)
        problems.append({ SignInField::Server, tr("This is no address of a server.") });

    const QByteArray name = userName(input.name).toUtf8();
    if (name.isEmpty())
        problems.append({ SignInField::Name, tr("Your name, please.") });
    else if (!isUserName(name))
        problems.append({ SignInField::Name, tr("2 to 32 of a-z, 0-9, dot, dash and underscore.") });

    if (input.create && input.display.trimmed().size() > protocol::titleLength)
        problems.append({ SignInField::Display, tr("At most %1 characters.").arg(protocol::titleLength) });

    if (input.password.isEmpty())
        problems.append({ SignInField::Password, tr("Your password, please.") });
    else if (input.create && input.password.size() < protocol::passwordLeast)
        problems.append({ SignInField::Password, tr("At least %1 characters.").arg(protocol::passwordLeast) });
    else if (input.password.size() > protocol::passwordMost)
        problems.append({ SignInField::Password, tr("At most %1 characters.").arg(protocol::passwordMost) });
    return problems;
}

Result<client::SignIn> signInOf(const SignInInput &input)
{
    const auto url = client::serverUrl(input.server.trimmed());
    if (!url)
        return url.error();
    if (const auto problems = checkSignIn(input); !problems.isEmpty())
        return Error { ErrorCode::BadField, problems.first().sentence, {} };
    client::SignIn how;
    how.server = *url;
    how.user = UserId(userName(input.name));
    how.password = input.password;
    how.create = input.create;
    if (input.create) {
        const QString display = input.display.trimmed();
        how.display = display.isEmpty() ? input.name.trimmed() : display;
    }
    return how;
}

SignInProblem signInProblem(const Error &error, const LinkView &link, bool create)
{
    if (const auto problem = linkProblem(link))
        return *problem;
    switch (error.code) {
    case ErrorCode::Unauthorized:
        return { SignInField::Password, tr("Name and password don’t match.") };
    case ErrorCode::Exists:
        return { SignInField::Name, tr("This name is taken.") };
    case ErrorCode::Forbidden:
        return { SignInField::Form,
            create ? tr("This server takes no new accounts. Ask its operator for one.")
                   : tr("This account may not sign in here.") };
    case ErrorCode::BadField:
        return { SignInField::Form, tr("The server did not accept one of these: %1").arg(error.detail) };
    case ErrorCode::RateLimited:
    case ErrorCode::Limit: {
        const auto wait = error.retryAfter
            ? spanWords(std::chrono::duration_cast<std::chrono::seconds>(*error.retryAfter) + std::chrono::seconds(1))
            : tr("a minute");
        return { SignInField::Form, tr("Too many tries. Wait %1, then try again.").arg(wait) };
    }
    case ErrorCode::Unavailable:
        return { SignInField::Form, tr("The server is busy or its store is away. Please try again soon.") };
    default:
        return { SignInField::Form, tr("The server refused: %1").arg(error.detail) };
    }
}

} // namespace hubbub::ui
