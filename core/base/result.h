// SPDX-License-Identifier: GPL-3.0-or-later
// A value or the Error that stands in its place.
#pragma once

#include "core/base/error.h"

#include <utility>
#include <variant>

namespace hubbub {

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) // implicit: `return value;` is how success is said
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error) // implicit: `return Error {...};` is how failure is said
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Only where ok() is true.
    [[nodiscard]] const T &value() const { return std::get<0>(m_state); }
    [[nodiscard]] T &value() { return std::get<0>(m_state); }
    const T &operator*() const { return value(); }
    T &operator*() { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    /// Only where ok() is false.
    [[nodiscard]] const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

struct Done {
    friend bool operator==(Done, Done) = default;
};
/// For work that succeeds without a value.
using Outcome = Result<Done>;

} // namespace hubbub
