// SPDX-License-Identifier: GPL-3.0-or-later
// The icons by name, tinted when drawn, so that they follow the theme by themselves.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>

class QPainter;

namespace hubbub::ui {

/// One for each file of resources/icons.
enum class Glyph : quint8 {
    Activity,
    ArrowDown,
    ArrowRight,
    AtSign,
    BellOff,
    Bell,
    Boxes,
    CheckCheck,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    CircleAlert,
    CircleCheck,
    CircleMinus,
    CirclePause,
    CircleX,
    Circle,
    Clock,
    Code,
    Copy,
    Database,
    DoorOpen,
    Download,
    EllipsisVertical,
    Ellipsis,
    ExternalLink,
    EyeOff,
    Eye,
    Folder,
    Globe,
    Hash,
    History,
    Hourglass,
    Inbox,
    Info,
    KeyRound,
    Link,
    List,
    LoaderCircle,
    Loader,
    Lock,
    LogIn,
    LogOut,
    MessageCircle,
    MessageSquare,
    Minus,
    Monitor,
    Moon,
    Network,
    OctagonAlert,
    PanelRight,
    Paperclip,
    Pause,
    Pencil,
    Pin,
    Play,
    Plug,
    Plus,
    Power,
    Radio,
    RefreshCw,
    Reply,
    RotateCw,
    Route,
    Search,
    Send,
    Server,
    Settings,
    ShieldCheck,
    Smile,
    Square,
    Sun,
    Terminal,
    Timer,
    Trash2,
    TriangleAlert,
    Unplug,
    UserPlus,
    User,
    Users,
    WifiOff,
    Wifi,
    X,
    Zap,
};
inline constexpr int glyphCount = static_cast<int>(Glyph::Zap) + 1;

/// Path of its file in the resources.
[[nodiscard]] QString glyphPath(Glyph glyph);

/// For buttons and menus: secondary text's colour, stronger under the pointer, faint while disabled, accent while on.
[[nodiscard]] QIcon glyphIcon(Glyph glyph);
/// Always of that colour.
[[nodiscard]] QIcon glyphIcon(Glyph glyph, const QColor &colour);
/// The program's own.
[[nodiscard]] QIcon appIcon();

/// Square, `size` logical pixels a side; kept for the next time.
[[nodiscard]] QPixmap glyphPixmap(Glyph glyph, int size, const QColor &colour, qreal ratio);
/// Drawn centred in `where`, at the size of its shorter side.
void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &where, const QColor &colour);

} // namespace hubbub::ui
