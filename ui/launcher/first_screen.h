// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees who is not signed in: a server to sign in to, or a cluster on this desk.
#pragma once

#include "core/client/chat_client.h"
#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"

#include <QWidget>

class QBoxLayout;

namespace hubbub::ui {

class DeskClusterCard;
class SignInCard;

class FirstScreen final : public QWidget {
    Q_OBJECT
public:
    explicit FirstScreen(QWidget *parent = nullptr);

    void prefill(const QString &server, const QString &name);
    void showSigningIn(const client::LinkView &link);
    void showSignInProblem(const Error &error, const client::LinkView &link);
    /// Fields that may be typed in, no word of trouble.
    void showIdle();
    void setClusterFindings(const cluster::Findings &findings);
    void setLeftovers(cluster::Leftovers *leftovers);
    void setShape(const cluster::Shape &shape);
    void showClusterProgress(const QList<cluster::ProcessView> &processes, const QString &word);
    void showClusterIdle(const QString &problem = {});
    void focusFirst();

Q_SIGNALS:
    void signInWanted(const hubbub::client::SignIn &how);
    void localClusterWanted(const hubbub::cluster::Shape &shape);
    void adoptWanted(const hubbub::cluster::Shape &shape);
    void lookAgainWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void adopt();

    SignInCard *m_signIn;
    DeskClusterCard *m_cluster;
    QBoxLayout *m_cards;
    bool m_creating = false;
};

} // namespace hubbub::ui
