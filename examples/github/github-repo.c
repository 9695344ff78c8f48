/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the service knows of one repository.
 */

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "github-repo.h"

/* The parser calls itself for each level. A repository has three. */
#define MAX_DEPTH 64

/* The largest integer that all JSON parsers read alike. If a number does not fit an integer, this parser makes it
 * negative or the largest one, depending on its version.
 */
#define MAX_COUNT ((G_GINT64_CONSTANT (1) << 53) - 1)

/**
 * GithubRepo:
 *
 * What the service knows of one repository. It does not change.
 *
 * Since: 0.1
 */
struct _GithubRepo
{
  GObject  parent_instance;

  char    *full_name;
  char    *description;  /* nullable */
  char    *language;     /* nullable */
  gint64   stars;
  gint64   forks;
};

G_DEFINE_FINAL_TYPE (GithubRepo, github_repo, G_TYPE_OBJECT)

enum
{
  PROP_FULL_NAME = 1,
  PROP_DESCRIPTION,
  PROP_LANGUAGE,
  PROP_STARS,
  PROP_FORKS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
github_repo_init (GithubRepo *self)
{
}

static void
github_repo_finalize (GObject *object)
{
  GithubRepo *self = GITHUB_REPO (object);

  g_free (self->full_name);
  g_free (self->description);
  g_free (self->language);

  G_OBJECT_CLASS (github_repo_parent_class)->finalize (object);
}

static void
github_repo_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  GithubRepo *self = GITHUB_REPO (object);

  switch (property_id)
    {
    case PROP_FULL_NAME:
      g_value_set_string (value, self->full_name);
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;

    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;

    case PROP_STARS:
      g_value_set_int64 (value, self->stars);
      break;

    case PROP_FORKS:
      g_value_set_int64 (value, self->forks);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
github_repo_class_init (GithubRepoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = github_repo_finalize;
  object_class->get_property = github_repo_get_property;

  /**
   * GithubRepo:full-name: (getter get_full_name)
   *
   * Owner and name, separated by a slash.
   *
   * Since: 0.1
   */
  properties[PROP_FULL_NAME] = g_param_spec_string ("full-name", NULL, NULL, NULL, flags);

  /**
   * GithubRepo:description: (getter get_description)
   *
   * What the repository is for, if its owner says so.
   *
   * Since: 0.1
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);

  /**
   * GithubRepo:language: (getter get_language)
   *
   * The language that most of it is written in, if the service knows one.
   *
   * Since: 0.1
   */
  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, flags);

  /**
   * GithubRepo:stars: (getter get_stars)
   *
   * How many people have starred it.
   *
   * Since: 0.1
   */
  properties[PROP_STARS] = g_param_spec_int64 ("stars", NULL, NULL, 0, MAX_COUNT, 0, flags);

  /**
   * GithubRepo:forks: (getter get_forks)
   *
   * How many forks of it there are.
   *
   * Since: 0.1
   */
  properties[PROP_FORKS] = g_param_spec_int64 ("forks", NULL, NULL, 0, MAX_COUNT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/* Whether @json stays within %MAX_DEPTH. Brackets inside of strings do not
 * count; of text that is not JSON the parser will complain.
 */
static gboolean
is_shallow (const char *json,
            gsize       length)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length && depth <= MAX_DEPTH; i++)
    {
      if (in_string && json[i] == '\\')
        i++;
      else if (json[i] == '"')
        in_string = !in_string;
      else if (!in_string && (json[i] == '[' || json[i] == '{'))
        depth++;
      else if (!in_string && (json[i] == ']' || json[i] == '}'))
        depth--;
    }

  return depth <= MAX_DEPTH;
}

static JsonObject *
parse_object (JsonParser  *parser,
              const char  *json,
              gsize        length,
              GError     **error)
{
  g_autoptr (GError) parse_error = NULL;
  JsonNode *root;

  if (!is_shallow (json, length))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "JSON nested more than %d levels deep", MAX_DEPTH);
      return NULL;
    }

  if (!json_parser_load_from_data (parser, json, length, &parse_error))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "not valid JSON: %s", parse_error->message);
      return NULL;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a JSON object");
      return NULL;
    }

  return json_node_get_object (root);
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return node != NULL && json_node_get_value_type (node) == type;
}

static gboolean
read_count (JsonObject  *object,
            const char  *member,
            gint64      *count,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!holds (node, G_TYPE_INT64) || json_node_get_int (node) < 0 || json_node_get_int (node) > MAX_COUNT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "“%s” is %s", member, node == NULL ? "missing" : "not a count");
      return FALSE;
    }

  *count = json_node_get_int (node);

  return TRUE;
}

static gboolean
read_string (JsonObject  *object,
             const char  *member,
             char       **string,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (!holds (node, G_TYPE_STRING))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "“%s” is %s", member, node == NULL ? "missing" : "not a string");
      return FALSE;
    }

  *string = json_node_dup_string (node);

  return TRUE;
}

static gboolean
read_nullable_string (JsonObject  *object,
                      const char  *member,
                      char       **string,
                      GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_is_null (node))
    return TRUE;

  return read_string (object, member, string, error);
}

/**
 * github_repo_new_from_json:
 * @json: (array length=length) (element-type guint8): a JSON object as the
 *   service sends it
 * @length: how many bytes of it there are, or -1 if it ends with a nul
 * @error: return location for an error
 *
 * Reads a repository from JSON.
 *
 * Anything but an object with the members that the service always sends, of
 * their types, is %G_IO_ERROR_INVALID_DATA. The description and the language
 * can be null or left out.
 *
 * Returns: (transfer full): a new repository
 *
 * Since: 0.1
 */
GithubRepo *
github_repo_new_from_json (const char  *json,
                           gssize       length,
                           GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GithubRepo) self = g_object_new (GITHUB_TYPE_REPO, NULL);
  JsonObject *object;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  object = parse_object (parser, json, length < 0 ? strlen (json) : (gsize) length, error);
  if (object == NULL)
    return NULL;

  if (!read_string (object, "full_name", &self->full_name, error) ||
      !read_nullable_string (object, "description", &self->description, error) ||
      !read_nullable_string (object, "language", &self->language, error) ||
      !read_count (object, "stargazers_count", &self->stars, error) ||
      !read_count (object, "forks_count", &self->forks, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * github_repo_get_full_name: (get-property full-name)
 * @self: a repository
 *
 * Gets owner and name, separated by a slash.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
github_repo_get_full_name (GithubRepo *self)
{
  g_return_val_if_fail (GITHUB_IS_REPO (self), NULL);

  return self->full_name;
}

/**
 * github_repo_get_description: (get-property description)
 * @self: a repository
 *
 * Gets what the repository is for, if its owner says so.
 *
 * Returns: (transfer none) (nullable): the description
 *
 * Since: 0.1
 */
const char *
github_repo_get_description (GithubRepo *self)
{
  g_return_val_if_fail (GITHUB_IS_REPO (self), NULL);

  return self->description;
}

/**
 * github_repo_get_language: (get-property language)
 * @self: a repository
 *
 * Gets the language that most of it is written in, if the service knows one.
 *
 * Returns: (transfer none) (nullable): the language
 *
 * Since: 0.1
 */
const char *
github_repo_get_language (GithubRepo *self)
{
  g_return_val_if_fail (GITHUB_IS_REPO (self), NULL);

  return self->language;
}

/**
 * github_repo_get_stars: (get-property stars)
 * @self: a repository
 *
 * Gets how many people have starred it.
 *
 * Returns: the number of stars
 *
 * Since: 0.1
 */
gint64
github_repo_get_stars (GithubRepo *self)
{
  g_return_val_if_fail (GITHUB_IS_REPO (self), 0);

  return self->stars;
}

/**
 * github_repo_get_forks: (get-property forks)
 * @self: a repository
 *
 * Gets how many forks of it there are.
 *
 * Returns: the number of forks
 *
 * Since: 0.1
 */
gint64
github_repo_get_forks (GithubRepo *self)
{
  g_return_val_if_fail (GITHUB_IS_REPO (self), 0);

  return self->forks;
}

/* json_builder_add_string_value() would write a missing string as "". */
static void
add_nullable_string (JsonBuilder *builder,
                     const char  *member,
                     const char  *string)
{
  json_builder_set_member_name (builder, member);
  if (string == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, string);
}

/**
 * github_repo_to_json:
 * @self: a repository
 *
 * Writes the repository as one line of JSON, an object whose members have the
 * names of the properties.
 *
 * Returns: (transfer full): the JSON
 *
 * Since: 0.1
 */
char *
github_repo_to_json (GithubRepo *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (GITHUB_IS_REPO (self), NULL);

  json_builder_begin_object (builder);
  add_nullable_string (builder, "full-name", self->full_name);
  add_nullable_string (builder, "description", self->description);
  add_nullable_string (builder, "language", self->language);
  json_builder_set_member_name (builder, "stars");
  json_builder_add_int_value (builder, self->stars);
  json_builder_set_member_name (builder, "forks");
  json_builder_add_int_value (builder, self->forks);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}
