// SPDX-License-Identifier: GPL-3.0-or-later
// A certificate for 127.0.0.1 and localhost, made on the spot, so that no key is kept in the repository.
#pragma once

#include <QFile>

#include <cstdio>
#include <memory>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace hubbub::testing {

inline bool writeSelfSigned(const QString &certificateFile, const QString &keyFile)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    if (!key || !certificate)
        return false;
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("Hubbub test"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    for (const auto &[nid, value] : { std::pair { NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost" },
             std::pair { NID_basic_constraints, "critical,CA:TRUE" } }) {
        X509_EXTENSION *const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
        X509_add_ext(certificate.get(), extension, -1);
        X509_EXTENSION_free(extension);
    }
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
        return false;

    using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;
    const File certificateOut(std::fopen(QFile::encodeName(certificateFile).constData(), "w"), &std::fclose);
    const File keyOut(std::fopen(QFile::encodeName(keyFile).constData(), "w"), &std::fclose);
    return certificateOut && keyOut && PEM_write_X509(certificateOut.get(), certificate.get()) == 1
        && PEM_write_PrivateKey(keyOut.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
}

} // namespace hubbub::testing
